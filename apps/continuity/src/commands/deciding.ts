import { WITHOUT_KNOWING } from '#access';
import {
  caseAggregate,
  caseStream,
  entryOf,
  isRefusal,
  knownTogether,
  lookAt,
  type CaseFile,
  type Command,
  type Look,
  type Refusal,
} from '#custody';
import { LedgerUnavailable, NO_STREAM, type Ledger } from '#ledger';
import { type ReadModels } from '#read-models';
import { type Errand, type Happening } from './asked.js';
import { type NeedToKnow } from './need-to-know.js';
import { type Folded, type Streams } from './streams.js';

/** The case a command names may be this old in the cache: whether it is open hardly ever changes. */
const CASE_FRESH_FOR_MS = 1_000;
const CASES_AT_MOST = 10_000;
/** How long the read models may take to have what is recorded by now. */
const INDEX_WITHIN_MS = 5_000;

const NOTHING: ReadonlyMap<string, unknown> = new Map();

/** An exhibit or a person, as far as it says under which case it is booked. */
interface Booked {
  readonly caseId?: string;
  readonly alsoIn?: readonly string[];
}

/** Asks the rule of a command, and looks at whatever the rule looks at besides the command's own stream. */
export class Deciding {
  readonly #caseSeen = new Map<string, number>();

  constructor(
    private readonly ledger: Ledger,
    private readonly streams: Streams,
    private readonly need: Pick<NeedToKnow, 'knows'>,
    private readonly index: Pick<ReadModels, 'concerned' | 'looksNaming' | 'waitFor'>,
    private readonly now: () => string,
  ) {}

  /** What was seen of a command's case does not count any more: it is read anew. */
  forgetCase(of: Pick<Command, 'caseId'>): void {
    this.#caseSeen.delete(caseStream(of));
  }

  async decide(
    { rule, command, by }: Errand,
    folded: Folded,
    how: 'for certain' | 'as far as is known' = 'for certain',
  ): Promise<Happening | { readonly refusal: Refusal }> {
    const now = this.now();
    const theCase = rule.aggregate === caseAggregate ? (folded.state as CaseFile) : (await this.#case(command)).state;
    const around = rule.looksAround ? await this.#around(command, how) : [];
    const typed = rule.looksAround === 'and for what was typed' ? await this.#typed(command) : [];
    const others = await this.#lookAt([...(rule.looksAt?.(folded.state, command) ?? []), ...around], typed);
    const entries = rule.looksBack ? (await this.ledger.readStream(rule.streamOf(command))).map(entryOf) : [];
    const outcome = rule.decide(folded.state, command, by, { now, theCase, others, entries });
    return isRefusal(outcome) ? { refusal: outcome } : { statements: outcome, now };
  }

  /**
   * What the rule says where nothing is recorded, for somebody who must not learn that something is; undefined for whoever knows
   * of the case. Of what is not recorded anybody may be told that it is not.
   */
  async unlessKnown(errand: Errand, folded: Folded): Promise<Refusal | undefined> {
    const { rule, command, by, follows } = errand;
    if (follows || command.caseId === '' || WITHOUT_KNOWING.has(rule.name)) return undefined;
    const theCase = rule.aggregate === caseAggregate ? (folded as Folded<CaseFile>) : await this.#case(command);
    const { caseId: own = command.caseId, alsoIn = [] } = folded.state as Booked;
    const known = own === command.caseId ? knownTogether(theCase.knownBy, folded.knownBy) : theCase.knownBy;
    if (theCase.revision !== NO_STREAM && !(await this.need.knows(by, command.caseId, known)))
      return this.#asOfNothing(errand, caseAggregate.blank(''));
    if (own === command.caseId || alsoIn.includes(command.caseId)) return undefined;
    const other = await this.#case({ caseId: own });
    return (await this.need.knows(by, own, knownTogether(other.knownBy, folded.knownBy)))
      ? undefined
      : this.#asOfNothing(errand, theCase.state);
  }

  #asOfNothing({ rule, command, by }: Errand, theCase: CaseFile): Refusal {
    const state = rule.aggregate.blank(rule.streamOf(command));
    const outcome = rule.decide(state, command, by, { now: this.now(), theCase, others: NOTHING, entries: [] });
    return isRefusal(outcome) ? outcome : { rule: 'id-taken', message: 'This id is taken: make another.', state: null };
  }

  /** The case, as it was a second ago at most. */
  async #case(of: Pick<Command, 'caseId'>): Promise<Folded<CaseFile>> {
    const stream = caseStream(of);
    const seen = this.#caseSeen.get(stream);
    if (seen !== undefined && Date.now() - seen < CASE_FRESH_FOR_MS) return this.streams.load(caseAggregate, stream);
    if (this.#caseSeen.size > CASES_AT_MOST) this.#caseSeen.clear();
    const folded = await this.streams.fresh(caseAggregate, stream);
    this.#caseSeen.set(stream, Date.now());
    return folded;
  }

  /** Other streams are looked at as they are now: what was cached of them may be behind. */
  async #lookAt(looks: readonly Look[], typed: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    if (looks.length + typed.length === 0) return NOTHING;
    const states = looks.map(
      async ({ aggregate, stream }) => [stream, (await this.streams.fresh(aggregate, stream)).state] as const,
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
}
