import { type Bell } from './bell.js';
import { type LedgerEvent, type Position, type SubscribeOptions, type Subscription } from './ledger.js';
import { backOff, pause } from './pause.js';

const PAGE_SIZE = 1_000;

export interface Source<T = LedgerEvent> {
  readonly read: (after: Position, limit: number) => Promise<readonly T[]>;
  /** Rings when there may be something new. */
  readonly bell: Bell;
  /** Looks without being woken this often. */
  readonly lookEveryMs: number;
}

type Page<T> = { readonly events: readonly T[]; readonly rings: number };

/** Follows a source from a position: see `Ledger.subscribe`. While a page is kept, the next is read. */
export function follow<T extends { readonly position: Position }>(
  { read, bell, lookEveryMs }: Source<T>,
  after: Position,
  keep: (page: readonly T[]) => Promise<void>,
  { pageSize = PAGE_SIZE, onTrouble = () => undefined }: SubscribeOptions = {},
): Subscription {
  const stop = new AbortController();
  const stopped = () => stop.signal.aborted;

  const pageAfter = async (position: Position): Promise<Page<T>> => {
    for (let failures = 0; !stopped(); failures += 1) {
      const { rings } = bell;
      try {
        return { events: await read(position, pageSize), rings };
      } catch (error) {
        onTrouble(error);
        await pause(backOff(failures), stop.signal);
      }
    }
    return { events: [], rings: bell.rings };
  };

  /** @returns false when told to stop before it was kept. */
  const untilKept = async (page: readonly T[]): Promise<boolean> => {
    for (let failures = 0; !stopped(); failures += 1) {
      try {
        await keep(page);
        return true;
      } catch (error) {
        onTrouble(error);
        await pause(backOff(failures), stop.signal);
      }
    }
    return false;
  };

  const run = async () => {
    let next = pageAfter(after);
    let position = after;
    while (!stopped()) {
      const { events, rings } = await next;
      const last = events.at(-1);
      if (!last) {
        await bell.after(rings, lookEveryMs, stop.signal);
        next = pageAfter(position);
        continue;
      }
      position = last.position;
      const isFull = events.length === pageSize;
      if (isFull) next = pageAfter(position);
      if (!(await untilKept(events))) return;
      if (!isFull) next = pageAfter(position);
    }
  };

  const ended = run();
  return {
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}
