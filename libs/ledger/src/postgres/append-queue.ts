import { type Verdict } from '../ledger.js';
import { type Append } from './lane.js';

/** An append whose caller waits for the verdict. */
export interface Waiting extends Append {
  readonly bytes: number;
  readonly since: number;
  answer(verdict: Verdict): void;
  fail(error: Error): void;
}

const APPENDS_AT_MOST = 512;
const BYTES_AT_MOST = 4 * 1024 * 1024;

/** Appends in the order they came, of which no two to one stream are taken at once. */
export class AppendQueue {
  /** All that wait for a verdict, oldest first: those ready, those behind another one of their stream, those taken. */
  readonly #waiting = new Set<Waiting>();
  /** At most one of each stream. */
  #ready: Waiting[] = [];
  /** For each stream with an append ready or taken: those that came after it. */
  readonly #behind = new Map<string, Waiting[] | undefined>();

  get size(): number {
    return this.#waiting.size;
  }

  /** How many could be taken now. */
  get ready(): number {
    return this.#ready.length;
  }

  add(append: Waiting): void {
    this.#waiting.add(append);
    if (!this.#behind.has(append.stream)) {
      this.#behind.set(append.stream, undefined);
      this.#ready.push(append);
      return;
    }
    const behind = this.#behind.get(append.stream);
    if (behind) behind.push(append);
    else this.#behind.set(append.stream, [append]);
  }

  /** The next batch: to different streams, at least one if any is ready. Each ends in `settle` or goes back by `putBack`. */
  take(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const append of this.#ready) {
      bytes += append.bytes;
      if (count === APPENDS_AT_MOST || (count > 0 && bytes > BYTES_AT_MOST)) break;
      count += 1;
    }
    return this.#ready.splice(0, count);
  }

  /** What was taken and has no verdict goes first again; what was given up meanwhile does not. */
  putBack(batch: readonly Waiting[]): void {
    for (const append of batch) if (!this.#waiting.has(append)) this.#release(append.stream);
    this.#ready = [...batch.filter((append) => this.#waiting.has(append)), ...this.#ready];
  }

  /** A taken append has its answer; the next to its stream is ready. */
  settle(append: Waiting): void {
    this.#waiting.delete(append);
    this.#release(append.stream);
  }

  /** Takes out those that waited since before a moment, whatever became of them. */
  *overdue(before: number): Generator<Waiting> {
    for (const append of this.#waiting) {
      if (append.since >= before) return;
      this.#waiting.delete(append);
      const ready = this.#ready.indexOf(append);
      if (ready >= 0) {
        this.#ready.splice(ready, 1);
        this.#release(append.stream);
      }
      yield append;
    }
  }

  #release(stream: string): void {
    const behind = this.#behind.get(stream);
    for (let next = behind?.shift(); next; next = behind?.shift()) {
      if (!this.#waiting.has(next)) continue;
      this.#ready.push(next);
      return;
    }
    this.#behind.delete(stream);
  }
}
