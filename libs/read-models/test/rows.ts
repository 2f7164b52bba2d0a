import { type LedgerEvent } from '#ledger';
import { Rows, type Projection } from '../src/kernel/projection.js';
import { toldBy } from '../src/kernel/told.js';

/** What a projection makes of events: its rows by key, and its trail. */
export function folded<R extends object>(projection: Projection, events: readonly LedgerEvent[]) {
  const rows = new Rows();
  const trail = events.map(toldBy).flatMap((event) => projection.apply(rows, event) ?? []);
  return { rows: rows.byKey as unknown as ReadonlyMap<string, R>, trail };
}
