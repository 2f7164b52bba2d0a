import pg from 'pg';
import { verifierKey, type Signer, type Cosigner } from '#integrity';
import { migrateAt, pause } from '#ledger';
import { type Sealer } from '#sealer';
import { type JobLog } from '../custody-record/worker.js';
import { checkEverything, type CheckedParts, type CheckResult } from './check-everything.js';

const STEPS = [
  `CREATE SCHEMA watch;
   CREATE TABLE watch.since AS SELECT now() AS at;
   CREATE TABLE watch.checks (
     id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, asked_by text, asked_at timestamptz NOT NULL DEFAULT now(),
     began_at timestamptz, ended_at timestamptz, result json, fault text);
   CREATE TABLE watch.sealer (vkey text PRIMARY KEY, refusal text, at timestamptz NOT NULL);`,
  'ALTER TABLE watch.sealer ADD COLUMN cosigner text',
];
/** One process checks at a time; the letters `checks` as a number. */
const LEASE = '109270211586931';
const LOOK_EVERY_MS = 1_000;

export const migrateChecks = (url: string): Promise<void> => migrateAt(url, 'watch', STEPS);

/** One check of everything. `askedBy` is null for the nightly one. Times are ISO 8601 UTC. */
export interface Check {
  readonly askedBy: string | null;
  readonly askedAt: string;
  readonly endedAt: string | null;
  readonly result: CheckResult | null;
  /** Why it could not be done. */
  readonly fault: string | null;
}

/** What is known of the sealer, wherever it runs. */
export interface SealerTold {
  readonly vkey: string;
  /** Of the log's ML-DSA-44 key. */
  readonly cosigner: string | null;
  readonly refusal: string | null;
}

interface Row {
  readonly asked_by: string | null;
  readonly asked_at: Date;
  readonly ended_at: Date | null;
  readonly result: CheckResult | null;
  readonly fault: string | null;
}

/** The checks from the side of those who ask for them and read what they found. */
export class Checks {
  constructor(private readonly database: Pick<pg.ClientBase, 'query'>) {}

  /** The newest first. */
  async latest(limit: number): Promise<readonly Check[]> {
    const { rows } = await this.database.query<Row>(
      'SELECT asked_by, asked_at, ended_at, result, fault FROM watch.checks ORDER BY id DESC LIMIT $1',
      [limit],
    );
    return rows.map(({ asked_by, asked_at, ended_at, result, fault }) => ({
      ...{ askedBy: asked_by, askedAt: asked_at.toISOString(), result, fault },
      endedAt: ended_at?.toISOString() ?? null,
    }));
  }

  /** Has everything checked now; one that waits already will do. */
  async ask(by: string): Promise<void> {
    await this.database.query(
      'INSERT INTO watch.checks (asked_by) SELECT $1 WHERE NOT EXISTS (SELECT FROM watch.checks WHERE ended_at IS NULL)',
      [by],
    );
  }

  async sealer(): Promise<SealerTold | undefined> {
    const { rows } = await this.database.query<SealerTold>(
      'SELECT vkey, cosigner, refusal FROM watch.sealer ORDER BY at DESC LIMIT 1',
    );
    return rows[0];
  }
}

export interface CheckerOptions extends Omit<CheckedParts, 'database' | 'signingKey'> {
  readonly signingKey: Signer;
  readonly cosigner: Pick<Cosigner, 'vkey'>;
  readonly sealer: Pick<Sealer, 'lag'>;
  readonly log: JobLog;
}

/** Checks everything each night at two (London), and whenever somebody asks; tells the others how the sealer here does. */
export function startChecker({ sealer, log, ...parts }: CheckerOptions): { close(): Promise<void> } {
  const stop = new AbortController();
  const run = async () => {
    while (!stop.signal.aborted) {
      const client = new pg.Client({ connectionString: parts.url, application_name: 'continuity checker' });
      client.on('error', () => undefined); // it fails where it is used
      try {
        await client.connect();
        while (!stop.signal.aborted) {
          await tellOfSealer(client, parts, sealer);
          const { rows } = await client.query<{ held: boolean }>(`SELECT pg_try_advisory_lock(${LEASE}) AS held`);
          if (rows[0]?.held) await work(client, parts, log);
          await pause(LOOK_EVERY_MS, stop.signal);
        }
      } catch (error) {
        log.warn({ err: error }, 'checker: trying again');
        await pause(LOOK_EVERY_MS, stop.signal);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  };
  const ended = run();
  return {
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}

const tellOfSealer = (
  client: pg.Client,
  { signingKey, cosigner }: Pick<CheckerOptions, 'signingKey' | 'cosigner'>,
  sealer: Pick<Sealer, 'lag'>,
) =>
  client.query(
    `INSERT INTO watch.sealer (vkey, refusal, cosigner, at) VALUES ($1, $2, $3, now())
     ON CONFLICT (vkey) DO UPDATE SET refusal = EXCLUDED.refusal, cosigner = EXCLUDED.cosigner, at = now()
     WHERE (watch.sealer.refusal, watch.sealer.cosigner) IS DISTINCT FROM (EXCLUDED.refusal, EXCLUDED.cosigner)`,
    [verifierKey(signingKey).vkey, sealer.lag().refusal?.message ?? null, cosigner.vkey],
  );

/** What is due. A check that a crash cut off has not ended, and is done again. */
async function work(client: pg.Client, parts: Omit<CheckerOptions, 'sealer' | 'log'>, log: JobLog): Promise<void> {
  await client.query(`
    INSERT INTO watch.checks (asked_by)
    SELECT NULL FROM (SELECT max(at) AS at FROM (SELECT at FROM watch.since UNION ALL
      SELECT asked_at FROM watch.checks WHERE asked_by IS NULL) known(at)) last
    WHERE (date_trunc('day', last.at AT TIME ZONE 'Europe/London' - interval '2 hours') + interval '26 hours') AT TIME ZONE 'Europe/London' <= now()`);
  const { rows } = await client.query<{ id: string }>(
    'UPDATE watch.checks SET began_at = now() WHERE id = (SELECT min(id) FROM watch.checks WHERE ended_at IS NULL) RETURNING id',
  );
  const [due] = rows;
  if (!due) return;
  const outcome = await checkEverything({ ...parts, database: client }, true).then(
    (result) => ({ result }),
    (error: Error) => ({ error }),
  );
  const said = 'error' in outcome ? [null, outcome.error.message] : [JSON.stringify(outcome.result), null];
  await client.query('UPDATE watch.checks SET ended_at = now(), result = $2, fault = $3 WHERE id = $1', [
    ...[due.id, ...said],
  ]);
  if ('error' in outcome) return log.error({ err: outcome.error }, 'the nightly check could not be done');
  const { differences, events, milliseconds: ms } = outcome.result;
  if (differences.length > 0) log.error({ differences }, 'something differs');
  else log.info({ events, ms }, 'everything was checked; nothing differs');
}
