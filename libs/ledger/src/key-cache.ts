type Keys = ReadonlyMap<string, Uint8Array>;

interface Kept {
  readonly key: Uint8Array;
  /** When the store was asked. */
  readonly since: number;
  /** Somebody wanted it again. */
  used: boolean;
  /** It was asked for again. */
  renewed: boolean;
}

/** So many at once take well below a millisecond to unwrap. */
const RENEWED_TOGETHER = 50;

/**
 * Keys by subject, each for a short time after the store said that it is there, and a bounded number in all: those used longest
 * ago make room. When one is used whose time is half over, those in use are asked for again meanwhile, so that nobody waits for
 * them.
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
    let isHalfOver = false;
    for (const subject of subjects) {
      const found = this.#use(subject);
      if (!found) unknown.push(subject);
      else {
        keys.set(subject, found.key);
        isHalfOver ||= !found.renewed && this.clock() - found.since >= this.freshForMs / 2;
      }
    }
    // Out of reach, they are asked for again when they are too old, by somebody who waits and is told.
    if (isHalfOver) void this.#ask(this.#due()).catch(() => undefined);
    if (unknown.length > 0) for (const [subject, key] of await this.#ask(unknown)) keys.set(subject, key);
    return keys;
  }

  /** @param since when the store was asked, on this cache's clock: the key may be gone from then on. */
  put(subject: string, key: Uint8Array, since: number): void {
    if (since < this.#from) return;
    this.#keys.delete(subject);
    this.#keys.set(subject, { key, since, used: false, renewed: false });
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
    found.used = true;
    return found;
  }

  /** Keys in use of whose time a quarter is over: asked for together, they cost the store one answer. */
  #due(): readonly string[] {
    const due: string[] = [];
    for (const [subject, kept] of this.#keys) {
      const age = this.clock() - kept.since;
      if (age > this.freshForMs) this.#keys.delete(subject);
      else if (kept.used && !kept.renewed && age >= this.freshForMs / 4) {
        kept.renewed = true;
        if (due.push(subject) === RENEWED_TOGETHER) break;
      }
    }
    return due;
  }

  async #ask(subjects: readonly string[]): Promise<Keys> {
    const since = this.clock();
    const keys = await this.read(subjects);
    for (const [subject, key] of keys) this.put(subject, key, since);
    return keys;
  }
}
