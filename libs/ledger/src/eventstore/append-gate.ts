import { LedgerUnavailable } from '../ledger.js';

/**
 * Appends under way at once. A connection carries 100 calls at a time, reads and subscriptions among them; beyond some dozens the
 * store is not faster, only its answers are later.
 */
const ABREAST = 64;
/** More than this many waiting appends are turned away: the store is too slow for what is asked, and memory is finite. */
const WAITING_AT_MOST = 10_000;

/** Lets in so many at once, the others in the order they came. */
export class AppendGate {
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  #closed = false;
  #emptied: (() => void) | undefined;

  /** @throws LedgerUnavailable at once when closed, or when too many wait. */
  async through<T>(doing: string, append: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new LedgerUnavailable(doing, { cause: new Error('closed') });
    if (this.#waiting.length >= WAITING_AT_MOST) throw new LedgerUnavailable(doing, { cause: new Error('overloaded') });
    if (this.#inside < ABREAST) this.#inside += 1;
    else await new Promise<void>((enter) => this.#waiting.push(enter));
    try {
      return await append();
    } finally {
      this.#leave();
    }
  }

  /** Ends when everybody who was let in, or waits to be, has left. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#inside > 0) await new Promise<void>((emptied) => (this.#emptied = emptied));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) {
      next();
      return;
    }
    this.#inside -= 1;
    if (this.#inside === 0) this.#emptied?.();
  }
}
