import { type CaseFile } from '../case/case-file.js';
import { folded, type Aggregate } from './aggregate.js';
import { parseCommand, type Command } from './command.js';
import { amended } from './correction.js';
import {
  isRefusal,
  type Circumstances,
  type Decision,
  type Entry,
  type Outcome,
  type Person,
  type Statement,
} from './decision.js';

/**
 * Support for specifications, used by nothing else: given what happened, when somebody asks, then this follows, or a rule
 * refuses. The past is folded by the aggregate's own `evolve`, the command is read as the API reads it.
 */
export interface Past extends Statement {
  readonly by: Person;
  readonly at?: string;
}

export const CASE_ID = '0c5e0000-0000-4000-8000-000000000001';
export const ID = '0c5e0000-0000-4000-8000-000000000002';
export const OPEN_CASE: Extract<CaseFile, { is: 'open' }> = {
  is: 'open',
  operationName: 'Larkspur',
  unit: 'Child Online Safeguarding Team',
  openedBy: 'okafor',
  officers: [],
  sensitivity: 'standard',
};

export const CLOSED_CASE: CaseFile = { ...OPEN_CASE, is: 'closed', reason: 'Concluded' };

/** The id that the n-th event of a given past has, from 0. */
export const eventId = (n: number): string => `0c5e0000-0000-4000-8000-1${String(n).padStart(11, '0')}`;

/** What a command says beside its ids and time, which have values for all specifications. */
export type Said<C> = Omit<C, 'caseId' | 'occurredAt' | 'exhibitId' | 'suspectId'> & {
  readonly caseId?: string;
  readonly occurredAt?: string;
};

/** The streams beside its own that a rule finds, and their states. */
export type Others = readonly (readonly [stream: string, state: unknown])[];

const WHEN = '2026-01-14T09:00:00.000Z';

export function circumstances(
  revision: number,
  stream: string,
  { by, at = WHEN }: Pick<Past, 'by' | 'at'>,
): Circumstances {
  return { id: eventId(revision), by, occurredAt: at, recordedAt: at, revision, stream, caseId: CASE_ID };
}

const entriesOf = (stream: string, past: readonly Past[]): readonly Entry[] =>
  past.map((was, n) => ({ ...was, ...circumstances(n, stream, was) }));

export const fold = <S>(aggregate: Aggregate<S>, stream: string, past: readonly Past[]): S =>
  folded(aggregate, stream, amended(entriesOf(stream, past)));

export const givenIn =
  <S>(aggregate: Aggregate<S>, about: 'caseId' | 'exhibitId' | 'suspectId' | undefined, stream: string) =>
  (...past: readonly Past[]) => ({
    when<C extends Command>(
      decision: Decision<S, C, Statement, CaseFile>,
      said: Said<C>,
      by: Person,
      theCase: CaseFile = OPEN_CASE,
      others: Others = [],
    ): Asked<S> {
      // A tool is in no case.
      const ids = about === undefined ? {} : { caseId: CASE_ID, [about]: ID };
      const body = { occurredAt: WHEN, ...ids, ...said };
      const parsed = parseCommand(decision.command, body);
      if ('problems' in parsed) throw new Error(`Not a command: ${JSON.stringify(parsed.problems)}`);
      const state = fold(aggregate, stream, past);
      const outcome = decision.decide(state, parsed.command, by, {
        now: parsed.command.occurredAt,
        theCase,
        others: new Map(others),
        entries: entriesOf(stream, past),
      });
      return new Asked(outcome, () => {
        const happened = isRefusal(outcome) ? [] : outcome.map((statement) => ({ ...statement, by }));
        return fold(aggregate, stream, [...past, ...happened]);
      });
    },
  });

class Asked<S> {
  constructor(
    private readonly outcome: Outcome<Statement>,
    private readonly fold: () => S,
  ) {}

  /** The state after what followed. */
  get state(): S {
    return this.fold();
  }

  get events(): readonly Statement[] {
    return isRefusal(this.outcome) ? [] : this.outcome;
  }

  /** Exactly these events follow, in this order. */
  then(...types: readonly string[]): void {
    const found = isRefusal(this.outcome)
      ? `refused by ${this.outcome.rule}: ${this.outcome.message}`
      : this.outcome.map(({ type }) => type).join(', ');
    if (found !== types.join(', ')) throw new Error(`Expected ${types.join(', ')}; got ${found}`);
  }

  /** This rule refuses, with a sentence and the state that it met. */
  refused(rule: string): void {
    if (!isRefusal(this.outcome))
      throw new Error(`Expected a refusal by ${rule}; got ${this.events.map(({ type }) => type).join(', ')}`);
    const { rule: found, message, state } = this.outcome;
    if (found !== rule) throw new Error(`Expected a refusal by ${rule}; got ${found}: ${message}`);
    if (!/^[A-Z].*[^.]\.?$/s.test(message) || state === undefined)
      throw new Error(`${rule} does not say what it met: ${message}`);
  }
}
