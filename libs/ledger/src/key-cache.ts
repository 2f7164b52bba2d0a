type Keys = ReadonlyMap<string, Uint8Array>;

interface Kept {
  readonly key: Uint8Array;
  /** When the store was asked. */
  readonly since: number;
  /** It was asked for again. */
  due: boolean;
}

/**
 * Keys by subject, each for a short time after the store said that it is there, and a bounded number in all: those used longest
 * ago make room. A key that is used when half its time is over is asked for again meanwhile, so that nobody waits for one in use.
 */
export class KeyCache {
  readonly #keys = new Map<string, Kept>();

  #from = -Infinity;

  /** @param read asks the store: those of these subjects that have no key are absent. */
  constructor(
    private readonly read: (subjects: readonly string[]) => Promise<Keys>,
    private readonly freshForMs: number,
    private readonly atMost: number,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  get now(): number {
    return this.clock();
  }

  /** The keys of these subjects that exist. */
  async keysOf(subjects: readonly string[]): Promise<Keys> {
    const keys = new Map<string, Uint8Array>();
    const unknown: string[] = [];
    const due: string[] = [];
    for (const subject of subjects) {
      const found = this.#use(subject);
      if (!found) {
        unknown.push(subject);
        continue;
      }
      keys.set(subject, found.key);
      if (found.due || this.clock() - found.since < this.freshForMs / 2) continue;
      found.due = true;
      due.push(subject);
    }
    if (unknown.length > 0) for (const [subject, key] of await this.#ask([...unknown, ...due])) keys.set(subject, key);
    // Out of reach, it is asked again when the key is too old, by somebody who waits and is told.
    else if (due.length > 0) void this.#ask(due).catch(() => undefined);
    return keys;
  }

  /** @param since when the store was asked, on this cache's clock: the key may be gone from then on. */
  put(subject: string, key: Uint8Array, since: number): void {
    if (since < this.#from) return;
    this.#keys.delete(subject);
    this.#keys.set(subject, { key, since, due: false });
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= this.atMost) return;
      this.#keys.delete(oldest);
    }
  }

  /** The key is gone. What the store said before now is not kept any more, also when its answer is still on the way. */
  drop(subject: string): void {
    this.#from = this.clock();
    this.#keys.delete(subject);
  }

  /** Nothing that the store said before now is used any more. */
  forget(): void {
    this.#from = this.clock();
    this.#keys.clear();
  }

  #use(subject: string): Kept | undefined {
    const found = this.#keys.get(subject);
    if (!found) return undefined;
    this.#keys.delete(subject);
    if (this.clock() - found.since > this.freshForMs) return undefined;
    this.#keys.set(subject, found);
    return found;
  }

  async #ask(subjects: readonly string[]): Promise<Keys> {
    const since = this.clock();
    const keys = await this.read(subjects);
    for (const [subject, key] of keys) this.put(subject, key, since);
    return keys;
  }
}
