import { type Catalogue } from './catalogue.js';
import { type Circumstances, type Entry, type Evolve } from './decision.js';

/** One kind of stream: its events, its state before the first of them, and how each changes it. */
export interface Aggregate<S = unknown> {
  readonly name: string;
  readonly events: Catalogue;
  blank(stream: string): S;
  evolve(state: S, type: string, facts: object, at: Circumstances): S;
}

/** An event type that this version of the code does not have: deciding on a state that ignores it would be guessing. */
export class UnknownEventType extends Error {
  constructor(type: string, aggregate: string) {
    super(`${type} is not an event of ${aggregate} that this version knows; a newer version wrote it`);
    this.name = 'UnknownEventType';
  }
}

export function aggregate<S, F extends object>(
  name: string,
  events: Catalogue,
  blank: (stream: string) => S,
  evolve: Evolve<S, F>,
): Aggregate<S> {
  const changes = new Map(Object.entries(evolve)) as Map<string, (state: S, facts: object, at: Circumstances) => S>;
  return {
    name,
    events,
    blank,
    evolve(state, type, facts, at) {
      const change = changes.get(type);
      if (!change) throw new UnknownEventType(type, name);
      return change(state, facts, at);
    },
  };
}

/** The state that entries lead to, told as they stand: what was corrected is `amended` before. */
export const folded = <S>(aggregate: Aggregate<S>, stream: string, entries: readonly Entry[]): S =>
  entries.reduce((state, entry) => aggregate.evolve(state, entry.type, entry.facts, entry), aggregate.blank(stream));
