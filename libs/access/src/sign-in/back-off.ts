const FREE = 5;
/** No longer: people of one station share an address, and one of them must not keep out the others. */
const LONGEST_MS = 60_000;
/** Whoever has not failed for this long begins anew. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;
const REMEMBERED = 10_000;

interface Failures {
  count: number;
  lastAt: number;
}

/**
 * Makes whoever fails again and again wait: nothing for five failures, then 1 s, 2 s, 4 s, to a minute. Counted for each process
 * by itself.
 */
export class BackOff {
  readonly #failures = new Map<string, Failures>();

  /** @param now milliseconds since 1970 */
  constructor(private readonly now: () => number = Date.now) {}

  /** Seconds that this one still has to wait; 0 for none. */
  waits(who: string): number {
    const failures = this.#of(who);
    if (!failures || failures.count <= FREE) return 0;
    const waitMs = Math.min(1_000 * 2 ** (failures.count - FREE - 1), LONGEST_MS);
    return Math.max(0, Math.ceil((failures.lastAt + waitMs - this.now()) / 1_000));
  }

  failed(who: string): void {
    const count = (this.#of(who)?.count ?? 0) + 1;
    // Again at the end: those who failed longest ago are forgotten first.
    this.#failures.delete(who);
    this.#failures.set(who, { count, lastAt: this.now() });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > REMEMBERED && oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(who: string): void {
    this.#failures.delete(who);
  }

  #of(who: string): Failures | undefined {
    const failures = this.#failures.get(who);
    return failures && this.now() - failures.lastAt < FORGOTTEN_AFTER_MS ? failures : undefined;
  }
}
