import { runMigrations } from 'bullmq';
import pg from 'pg';
import { codeOf } from '../fault.js';

/** The schema that holds BullMQ's tables and functions, beside the ledger's and the read models' in one database. */
export const SCHEMA = 'bullmq';

/** The advisory lock that BullMQ's own migrations take (MIGRATION_ADVISORY_LOCK_KEY), so that a rebuild and a start exclude each other. */
const MIGRATION_LOCK = 0x42554c4c;

const SCHEMA_GONE = new Set(['3F000', '42P01', '42883']); // no such schema, table, function
const LEFTOVERS = new Set(['42P07', '42710', '42723']); // such a table, type, function exists already

/** True for the error of a query that met no queue tables: somebody dropped them. */
export const isSchemaGone = (error: unknown): boolean => SCHEMA_GONE.has(codeOf(error));

/**
 * Makes the queue's tables, or brings those of an older BullMQ up to date.
 *
 * @throws Error when the database is out of reach, or holds the tables of a newer BullMQ.
 */
export async function prepareSchema(databaseUrl: string): Promise<void> {
  try {
    await withClient(databaseUrl, (client) => runMigrations(client, SCHEMA));
  } catch (error) {
    // A wipe that emptied the record of migrations too, but left the tables.
    if (!LEFTOVERS.has(codeOf(error))) throw error;
    await rebuildSchema(databaseUrl);
  }
}

/**
 * Throws away what is left of the queue's tables and makes them anew: what was queued is lost, and is asked for again.
 * Does nothing when another process did it a moment ago.
 */
export async function rebuildSchema(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [MIGRATION_LOCK, SCHEMA]); // until the client ends
    if (await isFresh(client)) return;
    await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
    await runMigrations(client, SCHEMA);
  });
}

async function isFresh(client: pg.Client): Promise<boolean> {
  try {
    const { rows } = await client.query<{ fresh: boolean | null }>(
      `SELECT max(applied_at) > now() - interval '5 seconds' AS fresh FROM ${SCHEMA}.migration`,
    );
    return rows[0]?.fresh === true;
  } catch (error) {
    if (isSchemaGone(error)) return false;
    throw error;
  }
}

async function withClient<T>(databaseUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined); // a lost connection fails the query in hand, which says so
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
