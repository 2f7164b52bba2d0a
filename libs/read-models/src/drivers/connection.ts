import pg from 'pg';

/** A connection that is not there after this long is not there. */
const CONNECT_WITHIN_MS = 5_000;
const INT8 = 20;

/** What every connection of the read models is made with: positions and counts come as numbers. */
export const connectionTo = (url: string, purpose: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: `continuity ${purpose}`,
  connectionTimeoutMillis: CONNECT_WITHIN_MS,
  keepAlive: true,
  types: {
    getTypeParser: (oid, format) =>
      (oid as number) === INT8 ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
  },
});

/** Connects for one purpose. A connection that breaks while idle fails at its next use, not here. */
export async function connect(url: string, purpose: string): Promise<pg.Client> {
  const client = new pg.Client(connectionTo(url, purpose));
  client.on('error', () => undefined);
  try {
    await client.connect();
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
