/** Keys by subject, for a short time each and a bounded number in all: those used longest ago make room. */
export class KeyCache {
  readonly #keys = new Map<string, { readonly key: Uint8Array; readonly since: number }>();

  #from = -Infinity;

  constructor(
    private readonly freshForMs: number,
    private readonly atMost: number,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  get now(): number {
    return this.clock();
  }

  get(subject: string): Uint8Array | undefined {
    const found = this.#keys.get(subject);
    if (!found) return undefined;
    this.#keys.delete(subject);
    if (this.clock() - found.since > this.freshForMs) return undefined;
    this.#keys.set(subject, found);
    return found.key;
  }

  /** @param since when the store was asked, on this cache's clock: the key may be gone from then on. */
  put(subject: string, key: Uint8Array, since: number): void {
    if (since < this.#from) return;
    this.#keys.delete(subject);
    this.#keys.set(subject, { key, since });
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= this.atMost) return;
      this.#keys.delete(oldest);
    }
  }

  drop(subject: string): void {
    this.#keys.delete(subject);
  }

  /** Nothing that the store said before now is used any more, also when its answer is still on the way. */
  forget(): void {
    this.#from = this.clock();
    this.#keys.clear();
  }
}
