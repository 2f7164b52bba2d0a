import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KeyCache } from '../key-cache.js';
import { KEY_FRESH_FOR_MS, SubjectErased, type SubjectKeys } from '../subject-keys.js';
import { migrateAt } from './migrate.js';
import { PatientPool } from './patient-pool.js';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CACHED_AT_MOST = 10_000;
const PATIENCE_MS = 10_000;

const STEPS = [
  `
CREATE SCHEMA keys;
-- One row for each data subject. wrapped is nonce, ciphertext and tag of AES-256-GCM under the master key, bound to the subject.
-- The row of a destroyed key stays, so that no other is ever made in its place.
CREATE TABLE keys.subjects (
  subject text COLLATE "C" PRIMARY KEY,
  wrapped bytea,
  made_at timestamptz NOT NULL DEFAULT now(),
  destroyed_at timestamptz,
  CONSTRAINT destroyed_has_no_key CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
`,
  // Counted before and after each file that holds opened values.
  'CREATE INDEX subjects_destroyed ON keys.subjects (destroyed_at) WHERE destroyed_at IS NOT NULL',
];

export interface PostgresSubjectKeysOptions {
  /** `postgres://role:password@host:port/database`; the role may create schemas in it. */
  readonly url: string;
  /** 32 bytes, kept apart from the database. */
  readonly masterKey: Uint8Array;
  readonly onTrouble?: (error: unknown) => void;
}

/** Keys are there that another master key wrapped: going on would give some people keys that the others' master key cannot open. */
export class WrongMasterKey extends Error {
  constructor(options: { cause: unknown }) {
    super(
      'The master key is not the one that the keys of personal data were wrapped under. Put the right file at MASTER_KEY_FILE.',
      options,
    );
    this.name = 'WrongMasterKey';
  }
}

/**
 * Keys of data subjects in PostgreSQL, schema `keys`, wrapped under the master key.
 *
 * A key is cached for a second. That bounds how long a destruction by another process goes unnoticed even when the network
 * is down, which a notification could not promise, at the price of reading those in use again, many at once, each half second.
 *
 * @throws WrongMasterKey
 */
export async function postgresSubjectKeys(options: PostgresSubjectKeysOptions): Promise<SubjectKeys> {
  const { url, masterKey, onTrouble = () => undefined } = options;
  if (masterKey.byteLength !== KEY_BYTES) throw new RangeError(`A master key has ${KEY_BYTES} bytes`);
  await migrateAt(url, 'keys', STEPS);
  const pool = new PatientPool({ url, purpose: 'keys', patienceMs: PATIENCE_MS, onTrouble });
  const keys = new PostgresSubjectKeys(pool, masterKey);
  try {
    await keys.assertMasterKey();
    return keys;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

const FIND = { name: 'keys.find', text: 'SELECT subject, wrapped FROM keys.subjects WHERE subject = ANY($1)' };
const FIRST = {
  name: 'keys.first',
  text: 'SELECT subject, wrapped FROM keys.subjects WHERE wrapped IS NOT NULL ORDER BY made_at, subject LIMIT 1',
};
const MAKE = {
  name: 'keys.make',
  text: `INSERT INTO keys.subjects (subject, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING subject, wrapped`,
};
const DESTROYED = {
  name: 'keys.destroyed',
  text: 'SELECT count(*)::int AS destroyed FROM keys.subjects WHERE destroyed_at IS NOT NULL',
};
const DESTROY = {
  name: 'keys.destroy',
  text: `INSERT INTO keys.subjects (subject, destroyed_at) VALUES ($1, now())
    ON CONFLICT (subject) DO UPDATE SET wrapped = NULL, destroyed_at = now() WHERE subjects.destroyed_at IS NULL`,
};

interface Row {
  readonly subject: string;
  readonly wrapped: Buffer | null;
}

class PostgresSubjectKeys implements SubjectKeys {
  readonly #cache = new KeyCache((subjects) => this.#read(subjects), KEY_FRESH_FOR_MS, CACHED_AT_MOST);

  constructor(
    private readonly pool: PatientPool,
    private readonly masterKey: Uint8Array,
  ) {}

  /** @throws WrongMasterKey when the first key that was made, and not destroyed, does not open. */
  async assertMasterKey(): Promise<void> {
    const [row] = await this.pool.query<Row>('reading a key', FIRST);
    try {
      if (row?.wrapped) this.#unwrap(row.wrapped, row.subject);
    } catch (cause) {
      throw new WrongMasterKey({ cause });
    }
  }

  async keyFor(subject: string): Promise<Uint8Array> {
    const key = (await this.keysOf([subject])).get(subject);
    return key ?? this.#make(subject);
  }

  keysOf(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#cache.keysOf(subjects);
  }

  async destroy(subject: string): Promise<void> {
    await this.pool.query('destroying a key', { ...DESTROY, values: [subject] });
    this.#cache.drop(subject);
  }

  async destroyed(): Promise<number> {
    this.#cache.forget();
    const [row] = await this.pool.query<{ destroyed: number }>('counting destroyed keys', DESTROYED);
    return row?.destroyed ?? 0;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** Whoever's row was first counts: of two processes that make a key at once, one throws its own away. */
  async #make(subject: string): Promise<Uint8Array> {
    const since = this.#cache.now;
    const made = randomBytes(KEY_BYTES);
    const rows = await this.pool.query<Row>('making a key', { ...MAKE, values: [subject, this.#wrap(made, subject)] });
    if (rows.length > 0) this.#cache.put(subject, new Uint8Array(made), since);
    const key = (await this.keysOf([subject])).get(subject);
    if (!key) throw new SubjectErased(subject);
    return key;
  }

  async #read(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const rows = await this.pool.query<Row>('reading keys', { ...FIND, values: [subjects] });
    return new Map(
      rows.flatMap(({ subject, wrapped }) => (wrapped === null ? [] : [[subject, this.#unwrap(wrapped, subject)]])),
    );
  }

  #wrap(key: Uint8Array, subject: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.masterKey, nonce).setAAD(Buffer.from(subject));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  #unwrap(wrapped: Buffer, subject: string): Uint8Array {
    try {
      const decipher = createDecipheriv(CIPHER, this.masterKey, wrapped.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(subject))
        .setAuthTag(wrapped.subarray(-TAG_BYTES));
      const ciphertext = wrapped.subarray(NONCE_BYTES, -TAG_BYTES);
      return new Uint8Array(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
    } catch (cause) {
      throw new Error(`The key of ${subject} was not wrapped under this master key, or was altered`, { cause });
    }
  }
}
