import { Readable } from 'node:stream';
import {
  continuity,
  exhibitAggregate,
  isRefusal,
  parseCommand,
  rules,
  timeProblems,
  type CaseFile,
  type ChainEntry,
  type Exhibit,
} from '#custody';
import {
  type AsKnownAt,
  type AuditFilter,
  type Cursor,
  type ExhibitFilter,
  type ExhibitSummary,
  type ExhibitView,
  type Page,
  type ReadModels,
  type SearchView,
  type Seen,
  type TimelineAsked,
  type LookItem,
  type TimelineItem,
} from '#read-models';
import {
  CommandDesk,
  type Answer,
  type Request,
  type Weighed,
} from '../../../apps/continuity/src/commands/command-desk.js';
import {
  type Change,
  type Changes,
  type CustodyRecords,
  type CustodyRecordStatus,
} from '../../../apps/continuity/src/pages/ports.js';
import { type Integrity } from '../../../apps/continuity/src/integrity.js';
import { CASES, EXHIBITS, person, SUSPECTS } from './story.js';
import { outcomesOf } from './story-outcomes.js';
import { TIMELINE } from './story-timeline.js';

const PEOPLE_FOUND: SearchView['people'] = [
  {
    ...{ name: 'Joel Marsden', suspectId: SUSPECTS[0].suspectId, caseId: CASES[0].caseId, operationName: 'Larkspur' },
    exhibits: [{ exhibitId: EXHIBITS[0].exhibitId, exhibitRef: 'TW/1' }],
  },
];

/** Pages of a list in memory; `after` is the index to go on from. */
const paged = <T>(items: readonly T[], { after = '0', limit = 50 }: Cursor = {}): Page<T> => {
  const from = Number(after);
  return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null };
};

const isAsked = ({ recordedAt, type }: TimelineItem, { asKnownAt, types }: TimelineAsked): boolean =>
  (asKnownAt === undefined || recordedAt <= asKnownAt) && (types?.includes(type) ?? true);

/** Read models in memory, holding the story; what is recorded meanwhile is added. */
export class StoryReadModels implements ReadModels, Seen {
  readonly exhibitsHeld: ExhibitView[] = [...EXHIBITS];
  readonly entries: TimelineItem[] = [...TIMELINE];
  /** The position that they are at. */
  position = TIMELINE.length;

  seenBy = () => this;
  visible = () => Promise.resolve([]);
  sees = () => Promise.resolve(true);
  waitFor = (position: number) => Promise.resolve(position <= this.position);
  caseView = (caseId: string) => {
    const found = CASES.find((each) => each.caseId === caseId);
    return Promise.resolve(found && { ...found, exhibits: this.exhibitsHeld.filter((each) => each.caseId === caseId) });
  };
  cases = (cursor?: Cursor) => Promise.resolve(paged(CASES, cursor));
  caseTimeline = (caseId: string, asked: TimelineAsked = {}) =>
    Promise.resolve(
      paged(
        this.entries.filter((each) => each.caseId === caseId && isAsked(each, asked)),
        asked,
      ),
    );
  exhibit = (exhibitId: string) => Promise.resolve(this.exhibitsHeld.find((each) => each.exhibitId === exhibitId));
  exhibitTimeline = (exhibitId: string, asked: TimelineAsked = {}) =>
    Promise.resolve(
      paged(
        this.#of(exhibitId)
          .filter((each) => isAsked(each, asked))
          .sort((one, other) => Date.parse(one.occurredAt) - Date.parse(other.occurredAt)),
        asked,
      ),
    );
  #of = (exhibitId: string) => this.entries.filter((each) => each.exhibitId === exhibitId);
  exhibits = ({ status, caseId, holder, q }: ExhibitFilter, cursor?: Cursor) =>
    Promise.resolve(
      paged<ExhibitSummary>(
        this.exhibitsHeld.filter(
          (each) =>
            (status === undefined || each.examination === status || each.custody === status) &&
            (caseId === undefined || each.caseId === caseId) &&
            (holder === undefined || each.holder?.id === holder) &&
            (q === undefined ||
              `${each.exhibitRef} ${each.kind} ${each.description}`.toLowerCase().includes(q.toLowerCase())),
        ),
        cursor,
      ),
    );
  stages = () => {
    const counts = { none: 0, requested: 0, started: 0, paused: 0, completed: 0 };
    for (const { examination } of this.exhibitsHeld) counts[examination] += 1;
    return Promise.resolve(counts);
  };
  suspect = (suspectId: string) => Promise.resolve(SUSPECTS.find((each) => each.suspectId === suspectId));
  outcomes = (year: number, unit?: string) => Promise.resolve(outcomesOf(year, unit));
  audit = ({ exhibitId, suspectId, type, ...asked }: AuditFilter, cursor?: Cursor) =>
    Promise.resolve(
      paged(
        this.entries.filter(
          (each) =>
            (exhibitId === undefined || each.exhibitId === exhibitId) &&
            (suspectId === undefined || each.suspectId === suspectId) &&
            (type === undefined || each.type === type) &&
            isAsked(each, asked.asKnownAt === undefined ? {} : { asKnownAt: asked.asKnownAt }),
        ),
        cursor,
      ),
    );
  looks = () => Promise.resolve(paged<LookItem>([]));
  looksAtPerson = this.looks;
  caseOf = () => Promise.resolve(undefined);
  openedByBreakGlass = () => Promise.resolve([]);
  breakGlassOn = () => Promise.resolve([]);
  breakGlassUnseen = () => Promise.resolve([]);
  continuity = (exhibitId: string, { asKnownAt = new Date().toISOString() }: AsKnownAt = {}) => {
    const items = this.#of(exhibitId);
    const entries = items.map(({ id, type, actor: by, occurredAt, recordedAt, location }, at): ChainEntry => {
      const next = items.slice(at).find((each) => each.type === 'CustodyReceived');
      return { id, type, by, occurredAt, recordedAt, facts: { location, to: next?.actor.id ?? 'doyle' } };
    });
    return Promise.resolve(continuity(exhibitId, entries, asKnownAt, (id) => id));
  };
  continuityOfCase = async (caseId: string, asked?: AsKnownAt) => {
    const of = this.exhibitsHeld.filter((each) => each.caseId === caseId);
    const proved = of.map(async ({ exhibitId }) => [exhibitId, await this.continuity(exhibitId, asked)] as const);
    return new Map(await Promise.all(proved));
  };
  queue = () => {
    const waiting = this.exhibitsHeld.filter(({ examination }) => /requested|started|paused/.test(examination));
    const items = waiting.map((each, n) => ({ ...each, place: n + 1, forecast: '2099-01-01', misses: n === 0 }));
    return Promise.resolve({ items, next: null, waiting: items.length, tooLate: 1, completed: 2, paceDays: 28 });
  };
  search = (typed: string) => {
    const exhibits = this.exhibitsHeld.filter(({ exhibitRef, kind }) => `${exhibitRef} ${kind}`.includes(typed));
    return Promise.resolve({ opens: null, exhibits, cases: CASES.slice(0, 1), people: PEOPLE_FOUND, more: false });
  };
  work = (year: number) => {
    const times = { exhibits: 12, medianDays: 41.5, ninetiethDays: 93 };
    const results = [{ unit: 'Child Online Safeguarding Team', ...times }];
    const offences = [
      { offence: 'making indecent images of children', charges: 12, custodialMonths: 40 },
      { offence: null, charges: 0, custodialMonths: 14 },
    ];
    return Promise.resolve({ year, asOf: `${year}-12-31`, offences, results, allResults: times });
  };
  units = () => Promise.resolve(['Child Online Safeguarding Team']);
  packsWanted = () => Promise.resolve([]);
  erased = () => Promise.resolve([]);
  concerned = () => Promise.resolve([]);
  looksNaming = () => Promise.resolve([]);
  disclosure = (caseId: string) =>
    Promise.resolve({ caseId, materials: [], certificates: [], packs: [], toSchedule: [] });
  tools = () => Promise.resolve([]);
}

/** Tells of changes when a test says so. */
export class ToldChanges implements Changes {
  readonly #listeners = new Set<(change: Change) => void>();

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

/** One handing over, whatever the exhibit. */
export class StoryReceipts {
  handover = () => {
    const [actor, at] = [person('whitlock'), '2026-01-14T08:00:00.000Z'];
    const data = { to: 'bell', purpose: 'Imaging', sealNumber: 'S100' };
    const receipt = `continuity/receipt/v1\n${JSON.stringify(data).padEnd(300)}\n\n— localhost/continuity/receipts AAAA\n`;
    return Promise.resolve({ transfer: { actor, data, occurredAt: at, recordedAt: at }, receipt });
  };
}

/** A check that found something, and a sealer that refuses. */
export class StoryIntegrity implements Integrity {
  alarms = () => ['The last check found that what is recorded is not what was sealed or is shown: differences, 1.'];
  ask = () => Promise.resolve();
  state = () => {
    const counts = { events: 1200, entries: 1300, checkpoints: 40, unsealed: 0, milliseconds: 1250 };
    const result = { ...counts, differences: ['location is not what was committed to, exhibit-1, revision 3'] };
    const at = '2026-01-20T02:00:00.000Z';
    return Promise.resolve({
      checks: [{ askedBy: null, askedAt: at, endedAt: at, result, fault: null }],
      sealer: {
        vkey: 'localhost/continuity+c74f20a3+AfDq2w',
        cosigner: `localhost/continuity+5f3c1a90+${'BzLm4T'.repeat(290)}`,
        refusal: 'Not sealed: revision 3 of a stream is missing',
      },
      checkpoint: { size: 1300, note: '', position: 1200, sealedAt: at },
      unsealed: { events: 1, seconds: 4 },
      receiptKey: 'localhost/continuity/receipts+c74f20a3+AfDq2w',
      rotations: [
        { id: '2', requested: { by: 'varga', at, reason: 'A disk was replaced' }, is: 'requested' as const },
        {
          ...{ id: '1', requested: { by: 'varga', at, reason: 'Yearly change' }, authorised: { by: 'hart', at } },
          ...{
            is: 'rotated' as const,
            rotated: {
              at,
              oldKey: 'localhost/continuity+1+A',
              newKey: 'localhost/continuity+5b20c1de+AYq7sHn5oRk2zQm8e1Vt4Xw9Jc6Bd3Fg0Lp7Uu5Ii2A=',
            },
          },
        },
      ],
    });
  };
}

/** Validates with the real commands, and refuses two references that are taken; keeps what it was asked, once for each command. */
export class StoryDesk extends CommandDesk {
  readonly taken = new Map<string, Request>();

  constructor(
    private readonly readModels: StoryReadModels,
    private readonly changes: ToldChanges,
  ) {
    super();
  }

  take(request: Request): Promise<Answer> {
    const rule = rules.find(({ name }) => name === request.name);
    if (!rule) return Promise.resolve({ is: 'unknown command' });
    const parsed = parseCommand(rule.command, request.body);
    if ('problems' in parsed) return Promise.resolve({ is: 'invalid', problems: parsed.problems });
    const late = timeProblems(parsed.command, new Date().toISOString());
    if (late) return Promise.resolve({ is: 'invalid', problems: late });
    const body = request.body as Record<string, string>;
    if (body.exhibitRef === 'TW/1')
      return Promise.resolve({
        is: 'refused',
        refusal: {
          rule: 'exhibit-reference-taken',
          message: 'Exhibit reference TW/1 was taken by DC Tom Whitlock.',
          state: {},
        },
      });
    if (!this.taken.has(request.commandId)) this.#record(request, body);
    this.taken.set(request.commandId, request);
    const { position } = this.readModels;
    return Promise.resolve({
      is: 'done',
      receipt: {
        stream: `exhibit-${body.exhibitId}`,
        revision: 0,
        position,
        events: [],
        hash: '',
        caseId: '',
        recordedAt: '',
      },
    });
  }

  /** Asks the real rules, of a state as the read models show it. */
  weigh({ name, body, by }: Omit<Request, 'commandId'>): Promise<Weighed> {
    const rule = rules.find((each) => each.name === name);
    if (!rule) return Promise.resolve({ is: 'unknown command' });
    const parsed = parseCommand(rule.command, body);
    const problems = 'problems' in parsed ? parsed.problems : timeProblems(parsed.command, new Date().toISOString());
    if (problems || 'problems' in parsed) return Promise.resolve({ is: 'invalid', problems: problems ?? {} });
    // Read models do not have the facts of an entry, and its rule asks for them.
    if (name === 'CorrectEntry') return Promise.resolve({ is: 'allowed' });
    const { exhibitId } = body as Record<string, string>;
    const view = this.readModels.exhibitsHeld.find((each) => each.exhibitId === exhibitId);
    const open = { is: 'open', officers: [] } as unknown as CaseFile;
    const state =
      rule.aggregate.name === 'exhibit'
        ? exhibitAs(view)
        : rule.aggregate.name === 'case'
          ? open
          : rule.aggregate.blank(rule.streamOf(parsed.command));
    const now = new Date().toISOString();
    const outcome = rule.decide(state, parsed.command, by, { now, theCase: open, others: new Map(), entries: [] });
    return Promise.resolve(isRefusal(outcome) ? { is: 'refused', refusal: outcome } : { is: 'allowed' });
  }

  #record({ name, by }: Request, body: Record<string, string>): void {
    const { readModels } = this;
    readModels.position += 1;
    if (name !== 'SeizeDevice') return;
    const [like] = EXHIBITS;
    if (!like) return;
    readModels.exhibitsHeld.push({
      ...like,
      ...(body as object),
      parts: [],
      images: [],
      parent: null,
      imeiChecks: null,
      custody: 'held',
      seal: 'sealed',
      examination: 'none',
      holder: by,
      location: null,
      questions: null,
      dueBy: null,
      priority: null,
      examiner: null,
    });
    this.changes.tell({ position: readModels.position, about: [body.caseId ?? '', body.exhibitId ?? ''] });
  }
}

/** The state that a view shows, as far as rules ask for it. */
function exhibitAs(view: ExhibitView | undefined): Exhibit {
  const blank = exhibitAggregate.blank(`exhibit-${view?.exhibitId}`);
  if (!view) return blank;
  const holder = person(view.holder?.id ?? 'bell');
  const number = view.sealNumber ?? '';
  const custody: Exhibit['custody'] =
    view.custody === 'in transit'
      ? { is: 'in transit', sender: holder, to: view.sentTo ?? '', purpose: '', sealNumber: number, since: view.since }
      : view.custody === 'held'
        ? { is: 'held', holder }
        : { is: 'detected', place: '' };
  const seal: Exhibit['seal'] =
    view.seal === 'sealed'
      ? { is: 'sealed', number }
      : view.seal === 'opened'
        ? { is: 'opened', lastNumber: number }
        : view.seal === 'compromised'
          ? { is: 'compromised', expected: number, seen: number, intact: false }
          : { is: 'unsealed' };
  const lab = person('mensah');
  const examination: Exhibit['examination'] =
    view.examination === 'started'
      ? { is: 'started', examiner: lab.id, lab, images: [] }
      : view.examination === 'paused'
        ? { is: 'paused', examiner: lab.id, lab, images: [], reason: 'A discrepancy was raised' }
        : view.examination === 'requested'
          ? { is: 'requested', priority: view.priority ?? 1, dueBy: view.dueBy ?? '' }
          : view.examination === 'completed'
            ? { is: 'completed', findings: view.findings ?? '' }
            : { is: 'none' };
  return {
    ...blank,
    ...{ caseId: view.caseId, kind: view.kind, custody, seal, examination },
    ...(view.exhibitRef === null ? {} : { reference: view.exhibitRef }),
    examinationsCompleted: view.examination === 'completed' ? 1 : 0,
    discrepancies: Array.from({ length: view.openDiscrepancies }, (_, n) => ({
      id: `${n}`,
      kind: 'seal',
      detail: 'x',
    })),
  };
}

/** A job that is as far on as a test says. */
export class StoryCustodyRecords implements CustodyRecords {
  readonly asked = new Map<string, CustodyRecordStatus>();

  ask(exhibitId: string): Promise<string> {
    const id = `${exhibitId}-${this.asked.size + 1}`;
    this.asked.set(id, { state: 'working', progress: 40 });
    return Promise.resolve(id);
  }

  status = (id: string) => Promise.resolve(this.asked.get(id));
  file = (id: string) =>
    Promise.resolve(this.asked.get(id)?.state === 'ready' ? Readable.from(['%PDF-1.7 story']) : undefined);
  finish = (id: string) => this.asked.set(id, { state: 'ready', progress: 100 });
}
