import { mayCommand, notPermitted, WITHOUT_KNOWING, type People } from '#access';
import {
  caseAggregate,
  caseStream,
  claimAggregate,
  claimStatement,
  claimStream,
  definitionOf,
  entryOf,
  fieldsOf,
  isRefusal,
  KNOWN_BY_NOBODY,
  knownTogether,
  lookAt,
  parseCommand,
  rules,
  timeProblems,
  unlessClaimable,
  type AnyEventDefinition,
  type CaseFile,
  type Claim,
  type Claimant,
  type Command,
  type Look,
  type Person,
  type Problems,
  type Refusal,
  type Rule,
  type Statement,
} from '#custody';
import {
  canonical,
  NO_EVENT,
  recordEvent,
  sha256,
  type Actor,
  type Json,
  type JsonObject,
  type RecordedEvent,
} from '#integrity';
import { LedgerUnavailable, NO_STREAM, SubjectErased, type Ledger, type SubjectKeys } from '#ledger';
import { type ReadModels } from '#read-models';
import { CommandDesk, type Answer, type Receipt, type Request, type Weighed } from './command-desk.js';
import { derivedId } from './ids.js';
import { type NeedToKnow } from './need-to-know.js';
import { random } from './randomness.js';
import { Streams, type Folded, type Recorded } from './streams.js';
import { Turns } from './turns.js';

/** How often a command is decided anew because somebody else appended first. */
const ATTEMPTS = 20;
/** The case a command names may be this old in the cache: whether it is open hardly ever changes. */
const CASE_FRESH_FOR_MS = 1_000;

/** How long the read models may take to have what is recorded by now. */
const INDEX_WITHIN_MS = 5_000;

const ruleNamed = new Map(rules.map((rule) => [rule.name, rule]));

interface Asked extends Request {
  readonly rule: Rule;
  readonly command: Command;
  readonly fingerprint: string;
  /** It follows from another, which was weighed. */
  readonly follows?: true;
}

/** What is in the ledger for a command, by this attempt or an earlier one. */
interface InTheLedger {
  readonly receipt: Receipt;
  readonly events: readonly RecordedEvent[];
}

type Decided = { readonly statements: readonly Statement[]; readonly now: string } | { readonly refusal: Refusal };

/** Loads, decides, claims, appends, and decides again when somebody else was quicker. */
export class LedgerCommandDesk extends CommandDesk {
  readonly #streams: Streams;
  readonly #caseSeen = new Map<string, number>();
  readonly #turns = new Turns();

  constructor(
    private readonly ledger: Ledger,
    private readonly keys: SubjectKeys,
    private readonly people: Pick<People, 'find'>,
    private readonly need: Pick<NeedToKnow, 'knows'>,
    private readonly index: Pick<ReadModels, 'concerned' | 'looksNaming' | 'waitFor'>,
    private readonly clock: () => Date = () => new Date(),
  ) {
    super();
    this.#streams = new Streams(ledger);
  }

  async take(request: Request): Promise<Answer> {
    const read = this.#read(request);
    if ('is' in read) return read;
    const refusal = unlessPermitted(request);
    return refusal ? { is: 'refused', refusal } : this.#carryOut(askedBy(request, read));
  }

  async weigh(request: Omit<Request, 'commandId'>): Promise<Weighed> {
    const read = this.#read(request);
    if ('is' in read) return read;
    const refusal = unlessPermitted(request);
    if (refusal) return { is: 'refused', refusal };
    const { rule, command } = read;
    const problems = timeProblems(command, this.#now());
    if (problems) return { is: 'invalid', problems };
    const folded = await this.#streams.load(rule.aggregate, rule.streamOf(command));
    const asked = { rule, command, by: request.by };
    const unknown = await this.#unlessKnown(asked, folded);
    const decided = unknown ? { refusal: unknown } : await this.#decide(asked, folded, 'as far as is known');
    return 'refusal' in decided ? { is: 'refused', refusal: decided.refusal } : { is: 'allowed' };
  }

  #read({
    name,
    body,
  }: Pick<Request, 'name' | 'body'>):
    Pick<Asked, 'rule' | 'command'> | Extract<Answer, { is: 'unknown command' | 'invalid' }> {
    const named = ruleNamed.get(name);
    if (!named) return { is: 'unknown command' };
    const parsed = parseCommand(named.command, body);
    if ('problems' in parsed) return { is: 'invalid', problems: parsed.problems };
    const rule = named.for?.(parsed.command) ?? named;
    const strangers = this.#strangersIn(rule, parsed.command);
    return strangers ? { is: 'invalid', problems: strangers } : { rule, command: parsed.command };
  }

  /** Nothing is handed to, or done by, somebody who does not exist: a misspelt name would leave an exhibit in transit for ever. */
  #strangersIn(rule: Rule, command: Command): Problems | undefined {
    const values = command as unknown as Readonly<Record<string, string | undefined>>;
    const strangers = (personsIn.get(rule.name) ?? []).flatMap((name): [string, string[]][] => {
      const id = values[name];
      return id !== undefined && !this.people.find(id) ? [[name, [`${name}: nobody here is called ${id}`]]] : [];
    });
    return strangers.length > 0 ? Object.fromEntries(strangers) : undefined;
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
      const unknown = await this.#unlessKnown(asked, folded);
      if (unknown) {
        // What is wrong with the command itself is said first, as of what is not there.
        const wrong = certain ? timeProblems(command, this.#now()) : undefined;
        if (wrong) return { is: 'invalid', problems: wrong };
        if (certain) return { is: 'refused', refusal: unknown };
        this.#caseSeen.delete(caseStream(command));
        folded = await this.#streams.fresh(rule.aggregate, stream);
        certain = true;
        continue;
      }
      const earlier = folded.commands.get(asked.commandId);
      if (earlier) return this.#again(asked, earlier);
      const problems = timeProblems(command, this.#now());
      if (problems) return { is: 'invalid', problems };

      const decided = await this.#decide(asked, folded);
      if ('refusal' in decided) {
        if (certain) return { is: 'refused', refusal: decided.refusal };
        // What is cached may be behind another process: nobody is refused on it.
        this.#caseSeen.delete(caseStream(command));
        folded = await this.#streams.fresh(rule.aggregate, stream);
        certain = true;
        continue;
      }
      const begun = await this.#unlessBegun(asked, decided.statements);
      if (begun) return { is: 'refused', refusal: begun };
      // Before anything is claimed: about somebody whose key was destroyed nothing is recorded.
      const events = await this.#record(asked, stream, folded, decided);
      const refusal = await this.#claim(asked, stream, decided);
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

  /**
   * What the rule says where nothing is recorded, for somebody who must not learn that something is; undefined for whoever knows
   * of the case. Of what is not recorded anybody may be told that it is not.
   */
  async #unlessKnown(errand: Errand, folded: Folded): Promise<Refusal | undefined> {
    const { rule, command, by, follows } = errand;
    if (follows || command.caseId === '' || WITHOUT_KNOWING.has(rule.name)) return undefined;
    const theCase = rule.aggregate === caseAggregate ? (folded as Folded<CaseFile>) : await this.#folded(command);
    const { caseId: own = command.caseId, alsoIn = [] } = folded.state as Booked;
    const known = own === command.caseId ? knownTogether(theCase.knownBy, folded.knownBy) : theCase.knownBy;
    if (theCase.revision !== NO_STREAM && !(await this.need.knows(by, command.caseId, known)))
      return this.#asOfNothing(errand, caseAggregate.blank(''));
    if (own === command.caseId || alsoIn.includes(command.caseId)) return undefined;
    const other = await this.#folded({ caseId: own });
    return (await this.need.knows(by, own, knownTogether(other.knownBy, folded.knownBy)))
      ? undefined
      : this.#asOfNothing(errand, theCase.state);
  }

  #asOfNothing({ rule, command, by }: Errand, theCase: CaseFile): Refusal {
    const state = rule.aggregate.blank(rule.streamOf(command));
    const outcome = rule.decide(state, command, by, { now: this.#now(), theCase, others: NOTHING, entries: [] });
    return isRefusal(outcome) ? outcome : { rule: 'id-taken', message: 'This id is taken: make another.', state: null };
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

  async #decide(
    { rule, command, by }: Errand,
    folded: Folded,
    how: 'for certain' | 'as far as is known' = 'for certain',
  ): Promise<Decided> {
    const now = this.#now();
    const theCase = rule.aggregate === caseAggregate ? (folded.state as CaseFile) : (await this.#folded(command)).state;
    const around = rule.looksAround ? await this.#around(command, how) : [];
    const typed = rule.looksAround === 'and for what was typed' ? await this.#typed(command) : [];
    const others = await this.#lookAt([...(rule.looksAt?.(folded.state, command) ?? []), ...around], typed);
    const entries = rule.looksBack ? (await this.ledger.readStream(rule.streamOf(command))).map(entryOf) : [];
    const outcome = rule.decide(folded.state, command, by, { now, theCase, others, entries });
    return isRefusal(outcome) ? { refusal: outcome } : { statements: outcome, now };
  }

  /** Other streams are looked at as they are now: what was cached of them may be behind. */
  async #lookAt(looks: readonly Look[], typed: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    if (looks.length + typed.length === 0) return NOTHING;
    const states = looks.map(
      async ({ aggregate, stream }) => [stream, (await this.#streams.fresh(aggregate, stream)).state] as const,
    );
    return new Map([...(await Promise.all(states)), ...typed.map((subject) => [subject, undefined] as const)]);
  }

  /** What the read models know to be tied to what a command is about; for certain, when they have all that is recorded by now. */
  async #around(command: Command, how: 'for certain' | 'as far as is known'): Promise<readonly Look[]> {
    if (how === 'for certain' && !(await this.index.waitFor(await this.ledger.head(), INDEX_WITHIN_MS)))
      throw new LedgerUnavailable('looking for what is concerned', { cause: 'the read models are behind' });
    return (await this.index.concerned(command)).map(lookAt);
  }

  /** Those of a suspect: what was typed to look for anybody else is not looked for. */
  async #typed(command: Command): Promise<readonly string[]> {
    const { suspectId, exhibitId } = command as Command & { suspectId?: string; exhibitId?: string };
    return suspectId === undefined || exhibitId !== undefined ? [] : this.index.looksNaming(suspectId);
  }

  /** The case, as it was a second ago at most. */
  async #folded(of: Pick<Command, 'caseId'>): Promise<Folded<CaseFile>> {
    const stream = caseStream(of);
    const seen = this.#caseSeen.get(stream);
    if (seen !== undefined && Date.now() - seen < CASE_FRESH_FOR_MS) return this.#streams.load(caseAggregate, stream);
    if (this.#caseSeen.size > 10_000) this.#caseSeen.clear();
    const folded = await this.#streams.fresh(caseAggregate, stream);
    this.#caseSeen.set(stream, Date.now());
    return folded;
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

  /** Takes every value that only one exhibit may have. Looks at all before it takes any, so that a refusal leaves nothing taken. */
  async #claim(
    asked: Asked,
    stream: string,
    { statements, now }: { statements: readonly Statement[]; now: string },
  ): Promise<Refusal | undefined> {
    const ids = { caseId: asked.command.caseId, stream };
    const claims = statements.flatMap(({ type, facts }) => definition(type).claims(facts as never, ids));
    const found: { claim: Claim; folded: Folded }[] = [];
    for (const claim of claims) {
      const folded = await this.#streams.load(claimAggregate, claimStream(claim));
      const refusal = await this.#unlessClaimable(asked, claim, folded.state);
      if (refusal) return refusal;
      if (folded.revision === NO_STREAM) found.push({ claim, folded });
    }
    for (const { claim, folded } of found) {
      const refusal = await this.#take(asked, claim, folded, now);
      if (refusal) return refusal;
    }
    return undefined;
  }

  async #take(asked: Asked, claim: Claim, folded: Folded, now: string): Promise<Refusal | undefined> {
    const stream = claimStream(claim);
    const events = await this.#record(asked, stream, folded, { statements: [claimStatement(claim)], now });
    const verdict = await this.ledger.append(stream, NO_STREAM, events);
    if (verdict.is !== 'conflict') return undefined;
    return this.#unlessClaimable(asked, claim, (await this.#streams.fresh(claimAggregate, stream)).state);
  }

  /** Whose it is, only those are told who know of the case that it is in. */
  async #unlessClaimable({ by, command }: Errand, claim: Claim, holder: Claimant): Promise<Refusal | undefined> {
    const refusal = unlessClaimable(claim, holder);
    if (!refusal || !holder || holder.caseId === command.caseId) return refusal;
    if (await this.need.knows(by, holder.caseId, KNOWN_BY_NOBODY)) return refusal;
    const { kind, value } = claim;
    return { rule: refusal.rule, message: `The ${kind} ${value} was taken elsewhere.`, state: { value } };
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
        const read = this.#read(request);
        if (!('is' in read)) await this.#carryOut({ ...askedBy(request, read), follows: true });
      }
    }
  }

  async #record(
    asked: Asked,
    stream: string,
    folded: Folded,
    { statements, now }: { statements: readonly Statement[]; now: string },
  ): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    let prev = folded.head;
    for (const { type, facts } of statements) {
      const index = events.length;
      const event = recordEvent(random, {
        id: derivedId(asked.commandId, stream, index),
        stream,
        revision: folded.revision + 1 + index,
        type,
        schema: definition(type).schema,
        actor: actorOf(asked.by),
        occurredAt: new Date(asked.command.occurredAt).toISOString(),
        recordedAt: now,
        caseId: asked.command.caseId,
        commandId: asked.commandId,
        fingerprint: asked.fingerprint,
        correlationId: asked.correlationId ?? asked.commandId,
        causationId: asked.commandId,
        prev,
        facts: { ...(facts as JsonObject), lateReason: asked.command.lateReason },
        personal: await this.#subjectsOf(definition(type), facts, { caseId: asked.command.caseId, stream }),
      });
      events.push(event);
      prev = event.hash;
    }
    return events;
  }

  async #subjectsOf({ personal }: AnyEventDefinition, facts: object, ids: { caseId: string; stream: string }) {
    const owners = new Map<string, { subject: string; key: Uint8Array }>();
    for (const [name, subjectOf] of Object.entries(personal)) {
      const subject = subjectOf(facts as never, ids);
      if (subject === undefined) continue;
      owners.set(name, { subject, key: await this.keys.keyFor(subject) });
    }
    return owners;
  }

  #now(): string {
    return this.clock().toISOString();
  }
}

type Errand = Pick<Asked, 'rule' | 'command' | 'by' | 'follows'>;

/** An exhibit or a person, as far as it says under which case it is booked. */
interface Booked {
  readonly caseId?: string;
  readonly alsoIn?: readonly string[];
}

const unlessPermitted = ({ name, by }: Pick<Request, 'name' | 'by'>): Refusal | undefined =>
  mayCommand(by.role, name) ? undefined : notPermitted(by, name);

const askedBy = (request: Request, { rule, command }: Pick<Asked, 'rule' | 'command'>): Asked => ({
  ...request,
  rule,
  command,
  fingerprint: fingerprintOf(request, rule, command),
});

function refusedIfErased(error: unknown): Extract<Answer, { is: 'refused' }> {
  if (!(error instanceof SubjectErased)) throw error;
  const { subject } = error;
  const message = 'The personal data that this would add to were erased: nothing more is recorded about them.';
  return { is: 'refused', refusal: { rule: 'personal-data-erased', message, state: { subject } } };
}

const NOTHING: ReadonlyMap<string, unknown> = new Map();

function definition(type: string): AnyEventDefinition {
  const found = definitionOf(type);
  if (!found) throw new Error(`${type} was decided but is in no catalogue`);
  return found;
}

const actorOf = ({ id, name, role, force, unit }: Person): Actor => ({ id, name, role, force, unit });

const receiptOf = (events: readonly RecordedEvent[], position: number): Receipt => {
  const last = events.at(-1);
  if (!last) throw new Error('A decision without events has no receipt');
  return {
    stream: last.stream,
    revision: last.revision,
    position,
    events: events.map(({ id, type }) => ({ id, type })),
    hash: last.hash,
    caseId: last.caseId,
    recordedAt: last.recordedAt,
  };
};

/** The fields of each command that name somebody who acts. */
const personsIn = new Map(
  rules.map(({ name, command }) => [
    name,
    [...fieldsOf(command)].flatMap(([f, { isPerson }]) => (isPerson ? [f] : [])),
  ]),
);

/** The fields of each command that are personal. The id of somebody who acts is no data subject's, whatever the field is called. */
const personalIn = new Map(
  rules.map(({ name, aggregate }) => {
    const personal = Object.values(aggregate.events).flatMap((event) => Object.keys(event.personal));
    return [name, personal.filter((field) => !personsIn.get(name)?.includes(field))];
  }),
);

/** Personal values stay out: their erasure must leave nothing to guess them by. */
function fingerprintOf({ name, by }: Request, rule: Rule, command: Command): string {
  const facts: Record<string, Json | undefined> = { ...(command as unknown as JsonObject) };
  for (const field of personalIn.get(rule.name) ?? []) facts[field] = undefined;
  return sha256(canonical({ name, by: by.id, facts }));
}

function beginningOf({ position: _p, ...event }: RecordedEvent & { position?: number }, stream: string): RecordedEvent {
  const { data, commitments: _c, secret: _s, hash: _h, ...envelope } = event;
  return recordEvent(random, {
    ...envelope,
    id: derivedId(event.commandId, stream, 0),
    stream,
    revision: 0,
    causationId: event.id,
    prev: NO_EVENT,
    facts: data,
    personal: new Map(),
  });
}
