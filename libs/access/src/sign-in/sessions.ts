import { createHash, randomBytes } from 'node:crypto';
import { type Pool } from 'pg';
import { type PersonOnDuty } from '../people.js';

/** A session that is not used ends after this. */
export const IDLE_MS = 30 * 60_000;
/** Whatever happens, a session ends after this: a shift and its overtime. */
export const ABSOLUTE_MS = 12 * 60 * 60_000;
/** Use is noted once in this time, so that not every page writes. */
const NOTED_EVERY_MS = 60_000;
const SECRET_BYTES = 32;

/** Who is signed in, in PostgreSQL: every process with pages knows the same, and a restart ends nobody's session. */
export class Sessions {
  /** @param now milliseconds since 1970 */
  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns the secret that the browser keeps: 43 characters of base64url. Sessions that have ended are removed meanwhile. */
  async begin(person: PersonOnDuty, idToken: string): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    await this.pool.query('DELETE FROM sign_in.sessions WHERE seen_at <= $1 OR began_at <= $2', this.#ended());
    await this.pool.query(
      'INSERT INTO sign_in.sessions (key, person, id_token, began_at, seen_at) VALUES ($1, $2, $3, $4, $4)',
      [keyOf(secret), person, idToken, new Date(this.now())],
    );
    return secret;
  }

  /**
   * Whose session it is; undefined when there is none, or it has ended.
   *
   * @param inUse that a person does something: only that keeps it from ending, not what an open page asks for by itself.
   */
  async find(secret: string, inUse: boolean): Promise<PersonOnDuty | undefined> {
    const key = keyOf(secret);
    const { rows } = await this.pool.query<{ person: PersonOnDuty; seen_at: Date }>({
      name: 'session',
      text: 'SELECT person, seen_at FROM sign_in.sessions WHERE key = $1 AND seen_at > $2 AND began_at > $3',
      values: [key, ...this.#ended()],
    });
    const [session] = rows;
    if (session && inUse && this.now() - session.seen_at.getTime() > NOTED_EVERY_MS)
      await this.pool.query('UPDATE sign_in.sessions SET seen_at = $2 WHERE key = $1', [key, new Date(this.now())]);
    return session?.person;
  }

  /** @returns the ID token that it began with, which the provider asks for to sign the person out there too. */
  async end(secret: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ id_token: string }>(
      'DELETE FROM sign_in.sessions WHERE key = $1 RETURNING id_token',
      [keyOf(secret)],
    );
    return rows[0]?.id_token;
  }

  /** Last seen, or begun, at or before these: ended. */
  #ended(): [Date, Date] {
    return [new Date(this.now() - IDLE_MS), new Date(this.now() - ABSOLUTE_MS)];
  }
}

const keyOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
