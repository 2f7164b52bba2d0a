import { log } from './log.js';

/** What was started, to be stopped in the reverse order. */
export class Started {
  readonly #parts: { readonly what: string; stop(): Promise<void> }[] = [];

  keep<T>(what: string, part: T, stop: (part: T) => Promise<void>): T {
    this.#parts.push({ what, stop: () => stop(part) });
    return part;
  }

  /** Finishes what was begun; a part that does not stop cleanly does not keep the others from it. */
  async stop(): Promise<void> {
    for (let part = this.#parts.pop(); part; part = this.#parts.pop()) {
      const { what } = part;
      await part.stop().catch((error: unknown) => log.error({ err: error }, `${what} did not stop cleanly`));
    }
  }
}
