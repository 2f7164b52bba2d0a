import { Bell } from '../bell.js';
import { type Source } from '../follow.js';
import { START, type LedgerEvent, type Position } from '../ledger.js';
import { placeOf, type Incoming, type Place } from './client.js';
import { type Borrowed, type Connection } from './connection.js';
import { isOurs, ledgerEvent } from './records.js';

/** What arrives rings the bell; this is for the case that it would not. */
const LOOK_EVERY_MS = 10_000;

/**
 * What a subscription to the store brings, as a source to follow: each read takes what has come meanwhile. While nobody reads, no
 * more than two pages are fetched. The store drops a subscription that does not keep up, a server stops: the read then fails, and
 * the next one subscribes again from exactly where the last page ended.
 */
export class Feed implements Source {
  readonly bell = new Bell();
  readonly lookEveryMs = LOOK_EVERY_MS;
  #open: { readonly incoming: Incoming; readonly borrowed: Borrowed } | undefined;
  /** Everything of ours up to this place has position `upTo` or lower: what comes after it need not be looked through again. */
  #checkpoint: { readonly upTo: Position; readonly place: Place } = { upTo: START, place: placeOf(START) };
  #closed = false;

  constructor(private readonly connection: Connection) {}

  /** At most `limit` events after a position, which is that of the last one read before. @throws what ended the subscription. */
  readonly read = async (after: Position, limit: number): Promise<readonly LedgerEvent[]> => {
    if (this.#closed) return [];
    try {
      const { incoming } = (this.#open ??= this.#subscribe(after, limit));
      await incoming.begun;
      return this.#closed ? [] : this.#take(incoming, after, limit);
    } catch (error) {
      this.#end(error);
      if (this.#closed) return [];
      throw error;
    }
  };

  close(): void {
    this.#closed = true;
    this.#end();
  }

  #subscribe(after: Position, room: number) {
    const place = this.#checkpoint.upTo === after ? this.#checkpoint.place : placeOf(after);
    const borrowed = this.connection.borrow();
    return { borrowed, incoming: borrowed.client.follow(place, room, () => this.bell.ring()) };
  }

  #take(incoming: Incoming, after: Position, limit: number): readonly LedgerEvent[] {
    const events: LedgerEvent[] = [];
    let upTo = after;
    try {
      while (events.length < limit) {
        const next = incoming.take();
        if (!next) break;
        if ('checkpoint' in next) {
          this.#checkpoint = { upTo, place: next.checkpoint };
        } else if (isOurs(next)) {
          events.push(ledgerEvent(next));
          upTo = next.position;
        }
      }
    } catch (error) {
      // What came before it is not held up by it: the next read begins there, and meets it first.
      if (events.length === 0) throw error;
      this.#end(error);
    }
    return events;
  }

  #end(error?: unknown): void {
    const open = this.#open;
    this.#open = undefined;
    open?.incoming.close();
    open?.borrowed.giveBack(error);
  }
}
