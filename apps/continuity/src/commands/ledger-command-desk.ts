import { type People } from '#access';
import { definitionOf, timeProblems, type Refusal, type Statement } from '#custody';
import { type RecordedEvent } from '#integrity';
import { LedgerUnavailable, NO_STREAM, SubjectErased, type Ledger, type SubjectKeys } from '#ledger';
import { type ReadModels } from '#read-models';
import { askedBy, read, unlessPermitted, type Asked } from './asked.js';
import { Claims } from './claims.js';
import { CommandDesk, type Answer, type Receipt, type Request, type Weighed } from './command-desk.js';
import { Deciding } from './deciding.js';
import { derivedId } from './ids.js';
import { type NeedToKnow } from './need-to-know.js';
import { beginningOf, definition, eventsOf, receiptOf } from './records.js';
import { Streams, type Recorded } from './streams.js';
import { Turns } from './turns.js';

/** How often a command is decided anew because somebody else appended first. */
const ATTEMPTS = 20;

/** What is in the ledger for a command, by this attempt or an earlier one. */
interface InTheLedger {
  readonly receipt: Receipt;
  readonly events: readonly RecordedEvent[];
}

/** Loads, decides, claims, appends, and decides again when somebody else was quicker. */
export class LedgerCommandDesk extends CommandDesk {
  readonly #streams: Streams;
  readonly #deciding: Deciding;
  readonly #claims: Claims;
  readonly #turns = new Turns();

  constructor(
    private readonly ledger: Ledger,
    private readonly keys: SubjectKeys,
    private readonly people: Pick<People, 'find'>,
    need: Pick<NeedToKnow, 'knows'>,
    index: Pick<ReadModels, 'concerned' | 'looksNaming' | 'waitFor'>,
    private readonly clock: () => Date = () => new Date(),
  ) {
    super();
    this.#streams = new Streams(ledger);
    this.#deciding = new Deciding(ledger, this.#streams, need, index, () => this.#now());
    this.#claims = new Claims(ledger, this.#streams, keys, need);
  }

  async take(request: Request): Promise<Answer> {
    const found = read(request, this.people);
    if ('is' in found) return found;
    const refusal = unlessPermitted(request);
    return refusal ? { is: 'refused', refusal } : this.#carryOut(askedBy(request, found));
  }

  async weigh(request: Omit<Request, 'commandId'>): Promise<Weighed> {
    const found = read(request, this.people);
    if ('is' in found) return found;
    const refusal = unlessPermitted(request);
    if (refusal) return { is: 'refused', refusal };
    const { rule, command } = found;
    const problems = timeProblems(command, this.#now());
    if (problems) return { is: 'invalid', problems };
    const folded = await this.#streams.load(rule.aggregate, rule.streamOf(command));
    const errand = { rule, command, by: request.by };
    const unknown = await this.#deciding.unlessKnown(errand, folded);
    const decided = unknown ? { refusal: unknown } : await this.#deciding.decide(errand, folded, 'as far as is known');
    return 'refusal' in decided ? { is: 'refused', refusal: decided.refusal } : { is: 'allowed' };
  }

  /** What follows in other streams may come back to this one, so it is done when the next may have their turn. */
  async #carryOut(asked: Asked): Promise<Answer> {
    const stream = asked.rule.streamOf(asked.command);
    const recorded = await this.#turns.take(stream, () => this.#append(asked, stream)).catch(refusedIfErased);
    if ('is' in recorded) return recorded;
    await this.#erase(recorded.events);
    await this.#begin(recorded.events);
    await this.#follow(asked, recorded.events);
    return { is: 'done', receipt: recorded.receipt };
  }

  async #append(asked: Asked, stream: string): Promise<InTheLedger | Exclude<Answer, { is: 'done' }>> {
    const { rule, command } = asked;
    let folded = await this.#streams.load(rule.aggregate, stream);
    let certain = false;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const unknown = await this.#deciding.unlessKnown(asked, folded);
      const earlier = unknown ? undefined : folded.commands.get(asked.commandId);
      if (earlier) return this.#again(asked, earlier);
      // What is wrong with the command itself is said first, also of what is not there.
      const problems = unknown && !certain ? undefined : timeProblems(command, this.#now());
      if (problems) return { is: 'invalid', problems };

      const decided = unknown ? { refusal: unknown } : await this.#deciding.decide(asked, folded);
      if ('refusal' in decided) {
        if (certain) return { is: 'refused', refusal: decided.refusal };
        // What is cached may be behind another process: nobody is refused on it.
        this.#deciding.forgetCase(command);
        folded = await this.#streams.fresh(rule.aggregate, stream);
        certain = true;
        continue;
      }
      const begun = await this.#unlessBegun(asked, decided.statements);
      if (begun) return { is: 'refused', refusal: begun };
      // Before anything is claimed: about somebody whose key was destroyed nothing is recorded.
      const events = await eventsOf(asked, stream, folded, decided, this.keys);
      const refusal = await this.#claims.take(asked, stream, decided);
      if (refusal) return { is: 'refused', refusal };

      const verdict = await this.ledger.append(stream, folded.revision, events);
      if (verdict.is === 'appended') {
        this.#streams.appended(rule.aggregate, folded, events, verdict.position);
        return { events, receipt: receiptOf(events, verdict.position) };
      }
      // 'already there' is this very command, sent twice at once: what the other one stored counts, not what was built here.
      folded = await this.#streams.fresh(rule.aggregate, stream);
    }
    throw new LedgerUnavailable(`${rule.name} met ${ATTEMPTS} concurrent writers`, { cause: stream });
  }

  /** The same command again: the same answer, and whatever a crash left undone behind it. */
  async #again(
    asked: Asked,
    { fingerprint, receipt }: Recorded,
  ): Promise<InTheLedger | Extract<Answer, { is: 'refused' }>> {
    if (fingerprint !== asked.fingerprint) {
      const message = 'This Idempotency-Key was used for another command.';
      return { is: 'refused', refusal: { rule: 'idempotency-key-reused', message, state: { events: receipt.events } } };
    }
    const stored = await this.ledger.readStream(receipt.stream, receipt.revision - receipt.events.length + 1);
    return { events: stored.slice(0, receipt.events.length), receipt };
  }

  /** A part taken out begins a stream of its own: its id must be nobody else's yet. */
  async #unlessBegun(asked: Asked, statements: readonly Statement[]): Promise<Refusal | undefined> {
    for (const { type, facts } of statements) {
      const stream = definition(type).begins(facts as never);
      if (stream === undefined) continue;
      const [first] = await this.ledger.readStream(stream);
      if (first && first.commandId !== asked.commandId) {
        const message = 'The id given to the part is that of another exhibit.';
        return { rule: 'exhibit-already-recorded', message, state: { stream, type: first.type } };
      }
    }
    return undefined;
  }

  /** A part taken out of an exhibit begins a stream of its own with the same fact; done again after a crash, it is there already. */
  async #begin(events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      const stream = definitionOf(event.type)?.begins(event.data as never);
      if (stream === undefined || stream === event.stream) continue;
      await this.ledger.append(stream, NO_STREAM, [beginningOf(event, stream)]);
    }
  }

  /** The worker's eraser does so too, whatever happens here. */
  async #erase(events: readonly RecordedEvent[]): Promise<void> {
    for (const { type, data } of events)
      if (type === 'PersonalDataErased')
        for (const subject of data.subjects as readonly string[]) await this.keys.destroy(subject);
  }

  /** What an event asks for elsewhere is taken like any other command; what was done before is refused, or the same again. */
  async #follow({ by, command, commandId, correlationId }: Asked, events: readonly RecordedEvent[]): Promise<void> {
    const { lateReason } = command;
    for (const { id, type, data, caseId, stream, occurredAt } of events) {
      for (const { name, body } of definition(type).follows(data as never, { caseId, stream })) {
        const request = {
          ...{ name, by, commandId: derivedId(id, name), correlationId: correlationId ?? commandId },
          body: { ...body, occurredAt, ...(lateReason === undefined ? {} : { lateReason }) },
        };
        const found = read(request, this.people);
        if (!('is' in found)) await this.#carryOut({ ...askedBy(request, found), follows: true });
      }
    }
  }

  #now(): string {
    return this.clock().toISOString();
  }
}

function refusedIfErased(error: unknown): Extract<Answer, { is: 'refused' }> {
  if (!(error instanceof SubjectErased)) throw error;
  const { subject } = error;
  const message = 'The personal data that this would add to were erased: nothing more is recorded about them.';
  return { is: 'refused', refusal: { rule: 'personal-data-erased', message, state: { subject } } };
}
