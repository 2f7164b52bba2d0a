import type pg from 'pg';
import { type Actor } from '#integrity';
import { type ActorRow } from '../entries/actors.js';

/** Who is meant by a key. A key is a digest of whom it names, so what was read once is true for ever, and they are few. */
export class Actors {
  readonly #known = new Map<string, Actor>();

  constructor(private readonly pool: pg.Pool) {}

  /** @throws Error when somebody is not known: an entry came without its actor. */
  async named(keys: readonly string[]): Promise<(key: string) => Actor> {
    const unknown = keys.filter((key) => !this.#known.has(key));
    if (unknown.length > 0) {
      const { rows } = await this.pool.query<ActorRow>('SELECT * FROM actors WHERE actor_key = ANY($1)', [unknown]);
      for (const { actor_key, actor } of rows) this.#known.set(actor_key, actor);
    }
    return (key) => {
      const actor = this.#known.get(key);
      if (!actor) throw new Error(`The read models do not say who ${key} is`);
      return actor;
    };
  }
}
