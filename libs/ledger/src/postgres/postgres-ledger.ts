import { type RecordedEvent } from '#integrity';
import { Bell } from '../bell.js';
import { follow, type Source } from '../follow.js';
import {
  LINKS_TOGETHER,
  type Ledger,
  type LedgerEvent,
  type Links,
  type Position,
  type SubscribeOptions,
  type Subscription,
  type Verdict,
} from '../ledger.js';
import { Announcer, listen } from './announcements.js';
import { GroupCommit } from './group-commit.js';
import { LINKS, linksUpTo, type LinksRow } from './links.js';
import { migrateAt } from './migrate.js';
import { LEDGER_STEPS } from './migrations.js';
import { PatientPool } from './patient-pool.js';
import { ASKED_AS_TEXT, COLUMNS, decoded, encoded, type Row } from './rows.js';
import { StreamReads } from './stream-reads.js';

const EVENTS_AT_MOST = 500;
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 500;

export interface PostgresLedgerOptions {
  /** `postgres://role:password@host:port/database`; the role may create schemas in it. */
  readonly url: string;
  /** Connections that commit appends; 2 unless told. */
  readonly lanes?: number;
  /** How long an append or a read is tried for while the server is out of reach; 10,000 ms unless told. */
  readonly patienceMs?: number;
  /** Told of each lost connection before it is made again. */
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * Opens the ledger in a PostgreSQL database, 15 or later, making its schema `ledger` if need be.
 *
 * @throws Error when the server is not there, or the schema was made by newer code.
 */
export async function postgresLedger(options: PostgresLedgerOptions): Promise<Ledger> {
  const { url, lanes = 2, patienceMs = PATIENCE_MS, onTrouble = () => undefined } = options;
  await migrateAt(url, 'ledger', LEDGER_STEPS);
  const pool = new PatientPool({ url, purpose: 'ledger read', patienceMs, onTrouble });
  const bell = new Bell();
  const announcer = new Announcer(pool);
  const onCommit = () => {
    bell.ring();
    announcer.announce();
  };
  const appends = await GroupCommit.open({ url, lanes, patienceMs, onTrouble, onCommit });
  return new PostgresLedger(appends, pool, bell, { url, onTrouble });
}

const ALL = {
  ...ASKED_AS_TEXT,
  name: 'ledger.all',
  text: `SELECT ${COLUMNS} FROM ledger.events WHERE position > $1 ORDER BY position LIMIT $2`,
};
const HEAD = { ...ASKED_AS_TEXT, name: 'ledger.head', text: 'SELECT coalesce(max(position), 0) FROM ledger.events' };

class PostgresLedger implements Ledger {
  readonly #followers = new Set<Subscription>();
  readonly #streams: StreamReads;
  #listener: { stop(): Promise<void> } | undefined;

  constructor(
    private readonly appends: GroupCommit,
    private readonly pool: PatientPool,
    private readonly bell: Bell,
    private readonly options: Required<Pick<PostgresLedgerOptions, 'url' | 'onTrouble'>>,
  ) {
    this.#streams = new StreamReads(pool);
  }

  async append(stream: string, expected: number, events: readonly RecordedEvent[]): Promise<Verdict> {
    if (events.length === 0 || events.length > EVENTS_AT_MOST)
      throw new RangeError(`An append has 1 to ${EVENTS_AT_MOST} events, not ${events.length}`);
    return this.appends.append(
      stream,
      events.map((event, index) => encoded(event, stream, expected + 1 + index)),
    );
  }

  async readStream(stream: string, fromRevision = 0): Promise<readonly LedgerEvent[]> {
    return (await this.#streams.read(stream, fromRevision)).map(decoded);
  }

  async readAll(after: Position, limit: number): Promise<readonly LedgerEvent[]> {
    const rows = await this.pool.query<Row>('reading all', { ...ALL, values: [after, limit] });
    return rows.map(decoded);
  }

  async head(): Promise<Position> {
    const [row] = await this.pool.query<[string]>('reading the head', HEAD);
    return Number(row?.[0]);
  }

  subscribe(
    after: Position,
    keep: (page: readonly LedgerEvent[]) => Promise<void>,
    options: SubscribeOptions = {},
  ): Subscription {
    return this.#follow((position, limit) => this.#once(position, limit), after, keep, options);
  }

  subscribeToLinks(
    after: Position,
    keep: (page: readonly Links[]) => Promise<void>,
    options: SubscribeOptions = {},
  ): Subscription {
    const ask = (from: Position, until: Position) =>
      this.pool.query<LinksRow>('reading links', { ...LINKS, values: [from, until] });
    const read = async (position: Position, limit: number) =>
      linksUpTo(position, Math.min(await this.#headOnce(), position + limit * LINKS_TOGETHER), {
        ask,
        read: (from, count) => this.readAll(from, count),
      });
    return this.#follow(read, after, keep, options);
  }

  readonly isDense = true;

  async #headOnce(): Promise<Position> {
    const [row] = await this.pool.once<[string]>(HEAD);
    return Number(row?.[0]);
  }

  async #once(after: Position, limit: number): Promise<readonly LedgerEvent[]> {
    return (await this.pool.once<Row>({ ...ALL, values: [after, limit] })).map(decoded);
  }

  #follow<T extends { readonly position: Position }>(
    read: Source<T>['read'],
    after: Position,
    keep: (page: readonly T[]) => Promise<void>,
    options: SubscribeOptions,
  ): Subscription {
    const { url, onTrouble } = this.options;
    this.#listener ??= listen(url, this.bell, onTrouble);
    const following = follow({ read, bell: this.bell, lookEveryMs: LOOK_EVERY_MS }, after, keep, options);
    const subscription = {
      stop: async () => {
        await following.stop();
        this.#followers.delete(subscription);
      },
    };
    this.#followers.add(subscription);
    return subscription;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#followers].map((follower) => follower.stop()));
    await Promise.all([this.#listener?.stop(), this.appends.close()]);
    await this.pool.end();
  }
}
