import pg from 'pg';
import { type Signer } from '#integrity';
import { aborted, migrateAt, pause, type Ledger, type Links, type Position } from '#ledger';
import { LogWriter } from './batch.js';
import { SEALER_STEPS } from './migrations.js';
import { SealRefused } from './refused.js';

/** What is told of the work: pino's own shape. */
export interface SealerLog {
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
  error(context: object, message: string): void;
}

export interface SealerOptions {
  readonly ledger: Ledger;
  /** PostgreSQL in which the log is kept; not necessarily the ledger's. */
  readonly url: string;
  readonly signingKey: Signer;
  readonly log: SealerLog;
  /** Events that come within this time after a batch share the next; 200 ms unless told. */
  readonly gatherMs?: number;
  readonly clock?: () => number;
}

export interface SealLag {
  /** The last event that this process has sealed. */
  readonly position: Position;
  /** This process holds the lease. */
  readonly active: boolean;
  /** Why nothing more is signed: the alarm. */
  readonly refusal: SealRefused | undefined;
}

export interface Sealer {
  /** Finishes the batch in hand and gives up the lease. */
  stop(): Promise<void>;
  readonly lag: () => SealLag;
}

/** One sealer is active; the letters `sealer` as a number. */
const LEASE = '126879297332594';
const ASK_AGAIN_MS = 500;
/** Times 1,024 events. */
const PAGE_SIZE = 8;
const LONGEST_PAUSE_MS = 2_000;

/** Makes the log's tables if need be. */
export const migrateSealedLog = (url: string): Promise<void> => migrateAt(url, 'seal', SEALER_STEPS);

/**
 * Seals the ledger for ever: follows it by its port, so on any store, and signs a checkpoint within a second of an append. Of
 * several only one is active, the holder of an advisory lock in a session; all is written in that session, so whoever lost the
 * lock cannot write.
 *
 * @throws Error when the database is out of reach, or was brought further by newer code.
 */
export async function startSealer(options: SealerOptions): Promise<Sealer> {
  const { url, log } = options;
  await migrateSealedLog(url);
  const stop = new AbortController();
  let lag: SealLag = { position: 0, active: false, refusal: undefined };
  const tell = (now: Partial<SealLag>) => (lag = { ...lag, ...now });

  const run = async () => {
    for (let failures = 0; !stop.signal.aborted; failures += 1) {
      try {
        await onLease(options, stop.signal, {
          // What was refused may be refused again: it stands until something is sealed.
          began: (position) => tell({ active: true, position }),
          sealed: (position) => {
            failures = 0;
            tell({ refusal: undefined, position });
          },
        });
      } catch (error) {
        const refusal = error instanceof SealRefused ? error : undefined;
        tell({ active: false, ...(refusal && { refusal }) });
        if (refusal) log.error({ ...refusal.where, err: refusal }, 'the log is not sealed any more');
        else log.warn({ err: error }, 'sealer: trying again');
        await pause(Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(failures, 6)), stop.signal);
      }
    }
  };
  const ended = run();
  return {
    lag: () => lag,
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
}

/** Waits for the lease and seals while it is held. Ends when told to stop; throws what went wrong. */
async function onLease(
  { ledger, url, signingKey, log, gatherMs = 200, clock = Date.now }: SealerOptions,
  stop: AbortSignal,
  tell: Record<'began' | 'sealed', (position: Position) => void>,
): Promise<void> {
  const over = new AbortController();
  const client = new pg.Client({ connectionString: url, application_name: 'continuity sealer', keepAlive: true });
  const broken = new Promise<never>((_, reject) => client.on('error', reject));
  broken.catch(() => undefined);
  await client.connect();
  try {
    if (!(await leased(client, stop))) return;
    const writer = await LogWriter.open(client, ledger, signingKey, clock);
    tell.began(writer.position);
    let fail: (error: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    failed.catch(() => undefined);
    let doubtful = false;
    const doubt = (error: unknown) => {
      doubtful = true;
      fail(error);
      throw error;
    };
    const keep = async (page: readonly Links[]) => {
      if (doubtful) throw new Error('the log is read anew');
      await writer.seal(page).catch(doubt);
      const signed = writer.signed().then(() => tell.sealed(writer.position), doubt);
      signed.catch(() => undefined);
      // While there is more to read, it is read and hashed meanwhile.
      if (page.length === PAGE_SIZE) return;
      await signed;
      await pause(gatherMs, stop);
    };
    const onTrouble = (error: unknown) =>
      doubtful || log.warn({ err: error }, 'sealer: the ledger cannot be read, trying again');
    const subscription = ledger.subscribeToLinks(writer.position, keep, { pageSize: PAGE_SIZE, onTrouble });
    try {
      await Promise.race([aborted(AbortSignal.any([stop, over.signal])), broken, failed]);
    } finally {
      over.abort();
      await subscription.stop();
      await writer.signed().catch(() => undefined);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waits until this session is the one that writes the log; false when told to stop. */
export async function leased(client: pg.Client, stop: AbortSignal): Promise<boolean> {
  while (!stop.aborted) {
    const { rows } = await client.query<{ held: boolean }>(`SELECT pg_try_advisory_lock(${LEASE}) AS held`);
    if (rows[0]?.held) return true;
    await pause(ASK_AGAIN_MS, stop);
  }
  return false;
}
