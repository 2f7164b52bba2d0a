import { type Aggregate } from './aggregate.js';
import { type Command } from './command.js';

/** Somebody who acts. `role` is what they may do, `unit` where they work. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly force: string;
  readonly unit: string;
}

/** A rule's no: its name, a sentence for a person, and the state that it met. */
export interface Refusal {
  readonly rule: string;
  readonly message: string;
  readonly state: unknown;
}

/** What a recorded event tells beside its facts. */
export interface Circumstances {
  readonly id: string;
  readonly by: Person;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly revision: number;
  readonly stream: string;
  readonly caseId: string;
}

/** How each event type of a catalogue changes the state. No default: a new type does not compile without its line. */
export type Evolve<S, StoredFacts extends object> = {
  readonly [T in keyof StoredFacts]: (state: S, facts: StoredFacts[T], at: Circumstances) => S;
};

/** What a decision may know beside its own state: the clock, and the case that the command names. */
export interface Setting<Case> {
  /** ISO 8601 UTC with milliseconds. */
  readonly now: string;
  readonly theCase: Case;
  /** The other streams that the rule looks at, folded, by name. */
  readonly others: ReadonlyMap<string, unknown>;
  /** Everything in its own stream, for a rule that looks back. */
  readonly entries: readonly Entry[];
}

/** A recorded event, personal facts sealed. */
export interface Entry extends Statement, Circumstances {}

/** A stream that a rule must know beside its own. */
export interface Look {
  readonly aggregate: Aggregate;
  readonly stream: string;
}

/** What a rule must know beside its own state. */
export interface Looks<S, C extends Command> {
  readonly looksAt?: (state: S, command: C) => readonly Look[];
  /** Whether it is about what was recorded before, not only about what follows from it. */
  readonly looksBack?: true;
  /**
   * Whether it must know the exhibits, people and cases that what it is about is tied to, wherever they are recorded; which they
   * are, an index of all that was recorded says. Then the data subjects of what somebody typed to look for a suspect may be asked
   * for too: they are among `others`, without a state.
   */
  readonly looksAround?: true | 'and for what was typed';
}

export interface Statement {
  readonly type: string;
  readonly facts: object;
}

export type Outcome<E> = Refusal | readonly E[];

export const isRefusal = <E>(outcome: Outcome<E>): outcome is Refusal => 'rule' in outcome;

export const refuse = (rule: string, message: string, state: unknown): Refusal => ({ rule, message, state });

/** One rule: the command it answers and how. Stored and routed by the literal name it has in the list of decisions. */
export interface Decision<S, C extends Command, E, Case> extends Looks<S, C> {
  readonly command: new () => C;
  decide(state: S, command: C, by: Person, setting: Setting<Case>): Outcome<E>;
}

/** What must hold before a rule is asked at all. */
export type Guard<S, C extends Command> = (state: S, command: C, by: Person) => Refusal | undefined;

/** Makes the rules of one aggregate that share what must hold first; the first guard that says no is the answer. */
export const guarded =
  <S, Any extends Command, E, Case>(...guards: readonly Guard<S, Any>[]) =>
  <C extends Any>(
    command: new () => C,
    decide: Decision<S, C, E, Case>['decide'],
    looks: Looks<S, C> = {},
  ): Decision<S, C, E, Case> => ({
    ...looks,
    command,
    decide(state, given, by, setting) {
      for (const guard of guards) {
        const refusal = guard(state, given, by);
        if (refusal) return refusal;
      }
      return decide(state, given, by, setting);
    },
  });
