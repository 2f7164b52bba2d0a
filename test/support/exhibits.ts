import { randomUUID } from 'node:crypto';
import { seizure, type ContinuityUnderTest } from './continuity.js';

/** An exhibit's row and its timeline, as far as stories look at them. */
export interface ExhibitRead extends Record<string, unknown> {
  readonly custody: string;
  readonly holder: { readonly id: string } | null;
  readonly seal: string;
  readonly sealNumber: string | null;
  readonly examination: string;
  readonly openDiscrepancies: number;
  readonly discrepancies: readonly { readonly id: string; readonly kind: string; readonly detail: string }[];
}

export interface ItemRead extends Record<string, unknown> {
  readonly id: string;
  readonly type: string;
  readonly summary: string;
  readonly occurredAt: string;
  readonly late: boolean;
  readonly corrects: string | null;
  readonly correctedBy: readonly { readonly id: string; readonly field: string }[];
}

/** One exhibit of a case, and what may be done to it, as a script would. */
export class ExhibitUnderTest {
  private constructor(
    private readonly continuity: ContinuityUnderTest,
    readonly caseId: string,
    readonly exhibitId: string,
    public sealNumber: string,
  ) {}

  /** Seized by DC Whitlock unless told. */
  static async seized(
    continuity: ContinuityUnderTest,
    caseId: string,
    exhibitRef: string,
    more: Record<string, unknown> = {},
    as = 'whitlock',
  ): Promise<ExhibitUnderTest> {
    const facts = seizure(caseId, exhibitRef, more);
    await continuity.done('SeizeDevice', facts, as);
    return new ExhibitUnderTest(continuity, caseId, facts.exhibitId, facts.sealNumber);
  }

  /** A command that must succeed; gives the ids of its events, by type. */
  async do(name: string, facts: Record<string, unknown>, as = 'whitlock'): Promise<Readonly<Record<string, string>>> {
    const { caseId, exhibitId } = this;
    const { events } = await this.continuity.done(name, { caseId, exhibitId, ...facts }, as);
    return Object.fromEntries(events.map(({ type, id }) => [type, id]));
  }

  /** A command that a rule must refuse; gives its name. */
  async refused(name: string, facts: Record<string, unknown>, as = 'whitlock'): Promise<unknown> {
    const { caseId, exhibitId } = this;
    const { status, body } = await this.continuity.command(name, { caseId, exhibitId, ...facts }, { as });
    if (status !== 409) throw new Error(`${name} was answered ${status}: ${JSON.stringify(body)}`);
    return body.rule;
  }

  async handOver(from: string, to: string, received: Record<string, unknown> = {}): Promise<void> {
    const { sealNumber } = this;
    await this.do('TransferCustody', { to, purpose: 'examination', sealNumber }, from);
    const seen = { sealNumberSeen: sealNumber, sealIntact: true, location: 'Bench 2', ...received };
    await this.do('ReceiveCustody', seen, to);
  }

  /** At the lab, opened, and being examined by Abena Mensah. */
  async onTheBench(): Promise<void> {
    const { sealNumber } = this;
    await this.handOver('whitlock', 'mensah');
    await this.do('RequestExamination', { priority: 1, questions: 'Images?', dueBy: '2027-02-01' }, 'okafor');
    await this.do('BreakSeal', { sealNumber, reason: 'examination' }, 'mensah');
    await this.do('StartExamination', { examiner: 'mensah', method: 'logical' }, 'mensah');
  }

  /** A SIM card taken out of it. */
  async takePart(exhibitRef: string, as = 'whitlock'): Promise<ExhibitUnderTest> {
    const childId = randomUUID();
    await this.do('TakeSubExhibit', { childId, exhibitRef, kind: 'SIM card' }, as);
    return new ExhibitUnderTest(this.continuity, this.caseId, childId, '');
  }

  read = async (): Promise<ExhibitRead> =>
    this.continuity.read<ExhibitRead>(`/api/exhibits/${this.exhibitId}?at=${await this.#head()}`);

  timeline = async (query = ''): Promise<readonly ItemRead[]> =>
    (
      await this.continuity.read<{ items: ItemRead[] }>(
        `/api/exhibits/${this.exhibitId}/timeline?limit=200&at=${await this.#head()}${query}`,
      )
    ).items;

  continuityNow = async (query = '') =>
    this.continuity.read<{ unbroken: boolean; sentence: string; legs: object[]; unsigned: object[]; doubts: object[] }>(
      `/api/exhibits/${this.exhibitId}/continuity?at=${await this.#head()}${query}`,
    );

  #head = async (): Promise<number> => (await this.continuity.read<{ position: number }>('/health/ready')).position;
}
