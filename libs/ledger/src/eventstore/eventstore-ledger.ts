import { type RecordedEvent } from '#integrity';
import { follow } from '../follow.js';
import {
  linkOf,
  LINKS_TOGETHER,
  START,
  type Ledger,
  type LedgerEvent,
  type Links,
  type Position,
  type SubscribeOptions,
  type Subscription,
  type Verdict,
} from '../ledger.js';
import { AppendGate } from './append-gate.js';
import { NoSuchPlace, placeOf, type Client, type StoreRecord } from './client.js';
import { connectionString } from './connection-string.js';
import { Connection } from './connection.js';
import { Feed } from './feed.js';
import { isOurs, ledgerEvent, proposed } from './records.js';

const PATIENCE_MS = 10_000;
/** Records read at a time when looking past the store's own. */
const AT_A_TIME = 500;

export interface EventStoreLedgerOptions {
  /** `esdb://[user:password@]host:port[,host:port...][?setting=value&...]`, or `esdb+discover://name:port`. */
  readonly url: string;
  /** Told of each connection that is lost, not of each attempt to make it again. */
  readonly onTrouble?: (error: unknown) => void;
  /** How long an append or a read is tried for while the store is out of reach; 10,000 ms unless told. */
  readonly patienceMs?: number;
}

/** See `eventStoreLedger`. */
export class EventStoreLedger implements Ledger {
  readonly #followers = new Set<Subscription>();
  readonly #gate = new AppendGate();

  private constructor(private readonly connection: Connection) {}

  static async open(options: EventStoreLedgerOptions): Promise<EventStoreLedger> {
    const { url, patienceMs = PATIENCE_MS, onTrouble = () => undefined } = options;
    const connection = new Connection({ to: connectionString(url), patienceMs, onTrouble });
    const ledger = new EventStoreLedger(connection);
    try {
      await ledger.head();
      return ledger;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async append(stream: string, expected: number, events: readonly RecordedEvent[]): Promise<Verdict> {
    const since = Date.now();
    const toSend = proposed(stream, expected, events);
    const doing = `appending to ${stream}`;
    return this.#gate.through(doing, async () => {
      // However often they are sent: the store appends events of these ids at this place once.
      const sent = await this.connection.patiently(doing, (client) => client.append(stream, expected, toSend), since);
      const revision = expected + events.length;
      if (sent.is === 'elsewhere') {
        const position = sent.actual < revision ? undefined : await this.#positionOf(stream, expected, events);
        if (position === undefined) return { is: 'conflict', actual: sent.actual };
        return { is: 'already there', revision, position };
      }
      const position = sent.position ?? (await this.#positionOf(stream, expected, events));
      if (position === undefined) throw new Error(`${stream} is said to have revision ${revision} now, but has not`);
      return { is: 'appended', revision, position };
    });
  }

  /** The position of the last of these events, if these and no others stand at their places. */
  async #positionOf(stream: string, expected: number, events: readonly RecordedEvent[]): Promise<Position | undefined> {
    const stored = await this.#read(`reading ${stream}`, (client) => client.readStream(stream, expected + 1, events.length)); // prettier-ignore
    const there = stored.map(ledgerEvent);
    return events.every(({ id }, index) => there[index]?.id === id) ? there.at(-1)?.position : undefined;
  }

  async readStream(stream: string, fromRevision = 0): Promise<readonly LedgerEvent[]> {
    return (await this.#read(`reading ${stream}`, (client) => client.readStream(stream, fromRevision))).map(
      ledgerEvent,
    );
  }

  async readAll(after: Position, limit: number): Promise<readonly LedgerEvent[]> {
    const events: LedgerEvent[] = [];
    let last = after;
    // One more than is wanted: the record that is already known comes first.
    for (let count = limit + 1; ; count = Math.max(count, AT_A_TIME)) {
      const records = await this.#recordsFrom(last, count);
      for (const record of records) {
        if (record.position <= last || !isOurs(record)) continue;
        if (events.length === limit) break;
        events.push(ledgerEvent(record));
      }
      const newest = records.at(-1);
      if (events.length === limit || records.length < count || !newest) return events;
      last = newest.position;
    }
  }

  /**
   * From a position on. Nothing can be read from a number at which no record begins; but the one before an event's position is
   * what somebody names who wants that event.
   */
  async #recordsFrom(position: Position, count: number): Promise<readonly StoreRecord[]> {
    const from = (place: Position) => this.#read('reading all', (client) => client.readAll(placeOf(place), count));
    try {
      return await from(position);
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error;
      return from(position + 1);
    }
  }

  async head(): Promise<Position> {
    let before: Position | undefined;
    for (let count = 16; ; count = AT_A_TIME) {
      const records = await this.#read('reading the head', (client) => client.readBackwards(before, count));
      const newest = records.find(isOurs);
      if (newest) return newest.position;
      if (records.length < count) return START;
      before = records.at(-1)?.position;
    }
  }

  subscribe(
    after: Position,
    keep: (page: readonly LedgerEvent[]) => Promise<void>,
    options: SubscribeOptions = {},
  ): Subscription {
    const feed = new Feed(this.connection);
    const following = follow(feed, after, keep, options);
    const subscription = {
      stop: async () => {
        const stopped = following.stop();
        feed.close();
        await stopped;
        this.#followers.delete(subscription);
      },
    };
    this.#followers.add(subscription);
    return subscription;
  }

  subscribeToLinks(
    after: Position,
    keep: (page: readonly Links[]) => Promise<void>,
    options: SubscribeOptions = {},
  ): Subscription {
    const together = (page: readonly LedgerEvent[]): Links => ({
      position: page.at(-1)?.position ?? after,
      async *read() {
        yield await Promise.resolve(page.map(linkOf));
      },
    });
    const { pageSize = 1, ...as } = options;
    return this.subscribe(after, (page) => keep([together(page)]), { ...as, pageSize: pageSize * LINKS_TOGETHER });
  }

  readonly isDense = false;

  async close(): Promise<void> {
    await Promise.all([...this.#followers].map((follower) => follower.stop()));
    await this.#gate.close();
    this.connection.close();
  }

  #read(doing: string, errand: (client: Client) => Promise<readonly StoreRecord[]>): Promise<readonly StoreRecord[]> {
    return this.connection.patiently(doing, errand);
  }
}
