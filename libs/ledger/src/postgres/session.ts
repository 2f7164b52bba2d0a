import pg from 'pg';

/** A connection that is not there after this long is not there. */
export const CONNECT_WITHIN_MS = 5_000;
/** A silent peer is asked whether it is still there after this long. */
export const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * What every connection of the ledger is set to. Each statement sees what was committed before it, also the one after the wait
 * for the lock. Plans are made once and by index: one made while the table was empty is kept,
 * and would scan the table for ever. A commit is not reported before it is on disk, whatever the server's default. A wait for
 * the lock ends, so that an append whose caller gave up is not carried out much later; a vanished client is noticed.
 */
const SETTINGS = `
  SET default_transaction_isolation = 'read committed';
  SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET jit = off; SET lock_timeout = '5s';
  SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')`;

/** @throws Error when there is no answer in time: a server that lets somebody in and falls silent would be waited for, for ever. */
export async function prepareSession(client: pg.ClientBase): Promise<void> {
  const inTime: pg.QueryConfig & { query_timeout: number } = { text: SETTINGS, query_timeout: CONNECT_WITHIN_MS };
  await client.query(inTime);
}

/** Connects for one purpose. A connection that breaks while idle fails at its next use, not here. */
export async function connect(url: string, purpose: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `continuity ${purpose}`,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await prepareSession(client);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

const PASSING_STATES = new Set(['55P03', '25006']);
const PASSING_CLASSES = new Set(['08', '28', '3D', '40', '53', '57', '58']);

/**
 * Whether a failure may pass by itself and leaves open what happened: a connection lost or not given, a server that starts,
 * stops or fails over, a full disk, a lock that was not given in time (SQLSTATE: appendix A of the PostgreSQL manual).
 */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return !(error instanceof TypeError || error instanceof RangeError);
  return PASSING_STATES.has(error.code ?? '') || PASSING_CLASSES.has((error.code ?? '').slice(0, 2));
}
