import pg from 'pg';

/** A connection that is not there after this long is not there. */
const CONNECT_WITHIN_MS = 5_000;
const INT8 = 20;

/** Where the extension pg_trgm is put when the database does not have it; one that has it has it in `public`. */
export const TRIGRAMS = 'trigrams';

/** A machine that vanished says no goodbye: the server asks, and lets go of what its connection held within 5 s. */
const NOTICE_THE_VANISHED =
  'SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 5000';

/**
 * What every connection of the read models is made with: positions and counts come as numbers.
 *
 * @param schema in which tables are looked for, where their names stand alone.
 */
export const connectionTo = (url: string, purpose: string, schema?: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: `continuity ${purpose}`,
  connectionTimeoutMillis: CONNECT_WITHIN_MS,
  keepAlive: true,
  ...(schema === undefined ? {} : { options: `-c search_path=${schema},${TRIGRAMS},public` }),
  types: {
    getTypeParser: (oid, format) =>
      (oid as number) === INT8 ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
  },
});

/** Connects for one purpose. A connection that breaks while idle fails at its next use, not here. */
export async function connect(
  url: string,
  purpose: string,
  schema?: string,
  { answerWithinMs }: { readonly answerWithinMs?: number } = {},
): Promise<pg.Client> {
  const client = new pg.Client({ ...connectionTo(url, purpose, schema), query_timeout: answerWithinMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(NOTICE_THE_VANISHED);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** All or nothing. What fails is undone before the error is passed on. */
export async function transaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
