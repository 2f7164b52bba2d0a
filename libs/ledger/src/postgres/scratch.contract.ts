import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../../test/support/postgres.js';
import { NO_STREAM, type Ledger } from '../ledger.js';
import { newStream, recorded } from '../ledger.contract.js';
import { ONE_COMMIT_AT_A_TIME } from './migrations.js';
import { networkTo, type Network } from './network.contract.js';
import { postgresLedger, type PostgresLedgerOptions } from './postgres-ledger.js';

/** A database for one test, and what the test opened on it. */
export class Scratch {
  readonly #opened: (() => Promise<unknown>)[] = [];

  private constructor(private readonly database: FreshDatabase) {}

  static async make(): Promise<Scratch> {
    return new Scratch(await freshDatabase());
  }

  get url(): string {
    return this.database.url;
  }

  async ledger(options: Partial<PostgresLedgerOptions> = {}): Promise<Ledger> {
    const ledger = await postgresLedger({ url: this.url, ...options });
    this.#opened.push(() => ledger.close());
    return ledger;
  }

  async client(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url });
    this.#opened.push(() => client.end());
    await client.connect();
    return client;
  }

  /** Holds up every commit, as a stuck disk would, until released. */
  async holdCommits() {
    const client = await this.client();
    await client.query(`SELECT pg_advisory_lock(${ONE_COMMIT_AT_A_TIME})`);
    const heldUp = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`;
    return {
      /** How many connections wait to commit. */
      waiting: async () => (await client.query(heldUp)).rows.length,
      release: () => client.query('SELECT pg_advisory_unlock_all()'),
    };
  }

  /** Cuts the connections that serve these purposes, from the server's side. */
  async cut(client: pg.Client, ...purposes: readonly string[]): Promise<void> {
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = ANY($1)`,
      [purposes.map((purpose) => `continuity ${purpose}`)],
    );
  }

  async network(): Promise<Network> {
    const network = await networkTo(() => this.url);
    this.#opened.push(() => network.close());
    return network;
  }

  async end(): Promise<void> {
    // What was opened last is closed first: a network after the ledgers that use it.
    for (const close of this.#opened.splice(0).reverse()) await close();
    await this.database.drop();
  }
}

/** Appends to `times` new streams, one event and two in turn, one append after the other. */
export async function write(ledger: Ledger, times: number): Promise<void> {
  for (let written = 0; written < times; written += 1) {
    const stream = newStream();
    await ledger.append(stream, NO_STREAM, recorded(stream, 1 + (written % 2)));
  }
}

export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
