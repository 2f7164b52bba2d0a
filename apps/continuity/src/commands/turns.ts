/**
 * Work on one thing is done in the order in which it was asked for; on different things at the same time. Between processes it is
 * the expected revision that decides: this spares those of one process the conflicts they would only have with each other.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does `work` after all that was asked for of the same thing before, however that ended. */
  async take<T>(of: string, work: () => Promise<T>): Promise<T> {
    const turn = this.#last.get(of)?.then(work, work) ?? work();
    this.#last.set(of, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(of) === turn) this.#last.delete(of);
    }
  }
}
