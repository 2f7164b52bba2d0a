import pg from 'pg';
import { migrateAt } from '#ledger';

const STEPS = [
  `
CREATE SCHEMA jobs;
-- What was asked for and is not made yet. Queues are made from it: they may be lost at any moment.
CREATE TABLE jobs.asked (
  queue text NOT NULL,
  id text COLLATE "C" NOT NULL,
  data json NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (queue, id)
);
`,
];
const CONNECT_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 10_000;
const AT_ONCE = 1_000;

/** What was asked for and is not made yet, in PostgreSQL beside the ledger's keys and the read models: no queue can lose it. */
export interface AskedFor<D> {
  /** Notes it down, once, durably. */
  add(id: string, data: D): Promise<void>;
  has(id: string): Promise<boolean>;
  /** It was made. */
  done(id: string): Promise<void>;
  /** Those asked for first, at most 1,000. */
  list(): Promise<readonly { readonly id: string; readonly data: D }[]>;
  count(): Promise<number>;
  close(): Promise<void>;
}

/** @throws Error when the database is out of reach, here and in each call. */
export async function askedFor<D>(
  databaseUrl: string,
  queue: string,
  onTrouble: (error: Error) => void,
): Promise<AskedFor<D>> {
  await migrateAt(databaseUrl, 'jobs', STEPS);
  const pool = new pg.Pool({
    ...{ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_WITHIN_MS, keepAlive: true },
    ...{ application_name: 'continuity jobs', max: 2, query_timeout: ANSWER_WITHIN_MS },
  });
  pool.on('error', onTrouble);
  let ended: Promise<void> | undefined;
  return {
    add: async (id, data) => {
      const values = [queue, id, JSON.stringify(data)];
      await pool.query('INSERT INTO jobs.asked (queue, id, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', values);
    },
    has: async (id) =>
      (await pool.query('SELECT FROM jobs.asked WHERE queue = $1 AND id = $2', [queue, id])).rowCount === 1,
    done: async (id) => void (await pool.query('DELETE FROM jobs.asked WHERE queue = $1 AND id = $2', [queue, id])),
    list: async () => {
      const text = `SELECT id, data FROM jobs.asked WHERE queue = $1 ORDER BY asked_at LIMIT ${AT_ONCE}`;
      return (await pool.query<{ id: string; data: D }>(text, [queue])).rows;
    },
    count: async () => {
      const { rows } = await pool.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM jobs.asked WHERE queue = $1',
        [queue],
      );
      return rows[0]?.count ?? 0;
    },
    close: () => (ended ??= pool.end()),
  };
}
