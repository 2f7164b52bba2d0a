/** Wakes those who wait for something new, also when it came just before they began to wait. */
export class Bell {
  #rings = 0;
  readonly #waiting = new Set<() => void>();

  /** To be noted before looking, and given to `after`. */
  get rings(): number {
    return this.#rings;
  }

  ring(): void {
    this.#rings += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Ends when the bell has rung more often than that, after `atMostMs`, or when told to stop. */
  after(rings: number, atMostMs: number, stop: AbortSignal): Promise<void> {
    if (this.#rings > rings || stop.aborted) return Promise.resolve();
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        stop.removeEventListener('abort', wake);
        done();
      };
      const timer = setTimeout(wake, atMostMs);
      this.#waiting.add(wake);
      stop.addEventListener('abort', wake);
    });
  }
}
