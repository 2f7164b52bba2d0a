import pg from 'pg';
import { LedgerUnavailable } from '../ledger.js';
import { backOff, pause } from '../pause.js';
import { CONNECT_WITHIN_MS, KEEP_ALIVE_AFTER_MS, mayPass, prepareSession } from './session.js';

const CONNECTIONS = 4;
const ANSWER_WITHIN_MS = 30_000;

export interface PatientPoolOptions {
  readonly url: string;
  readonly purpose: string;
  /** How long a query is tried for while the server is out of reach. */
  readonly patienceMs: number;
  readonly onTrouble: (error: unknown) => void;
}

/** Connections for queries that may be sent again, because done twice they do no more than done once. */
export class PatientPool {
  readonly #pool: pg.Pool;
  readonly #stop = new AbortController();

  constructor(private readonly options: PatientPoolOptions) {
    this.#pool = new pg.Pool({
      connectionString: options.url,
      application_name: `continuity ${options.purpose}`,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      verify: (client, done) => void prepareSession(client).then(() => done(), done),
    });
    this.#pool.on('error', options.onTrouble);
  }

  /** @throws LedgerUnavailable when the server was out of reach for as long as the pool has patience. */
  async query<R extends pg.QueryResultRow | unknown[]>(doing: string, statement: pg.QueryConfig): Promise<R[]> {
    const until = Date.now() + this.options.patienceMs;
    for (let failures = 0; ; failures += 1) {
      try {
        return await this.once<R>(statement);
      } catch (error) {
        if (!mayPass(error)) throw error;
        if (Date.now() > until || this.#stop.signal.aborted) throw new LedgerUnavailable(doing, { cause: error });
        await pause(backOff(failures), this.#stop.signal);
      }
    }
  }

  async once<R extends pg.QueryResultRow | unknown[]>(statement: pg.QueryConfig): Promise<R[]> {
    const { rows } = await this.#pool.query<R & pg.QueryResultRow>(statement);
    return rows;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#pool.end();
  }
}
