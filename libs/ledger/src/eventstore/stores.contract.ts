import { networkTo, type Network } from '../postgres/network.contract.js';
import { EventStoreDouble } from '../../../../test/support/eventstore-double/eventstore-double.js';
import { type StoreLog } from '../../../../test/support/eventstore-double/store-log.js';
import { NO_STREAM, type Ledger, type LedgerEvent } from '../ledger.js';
import { newStream, recorded, until, type OpenLedger } from '../ledger.contract.js';
import { type EventStoreLedgerOptions } from './eventstore-ledger.js';
import { eventStoreLedger } from './open.js';

/** A store for one test, and what the test opened on it. */
export class Store {
  readonly #opened: (() => unknown)[] = [];

  constructor(readonly url: string) {}

  async ledger(options: Partial<EventStoreLedgerOptions> = {}): Promise<Ledger> {
    const ledger = await eventStoreLedger({ url: this.url, ...options });
    this.#opened.push(() => ledger.close());
    return ledger;
  }

  /** A network to the store, which can fail; its `url` is for a ledger. */
  async network(): Promise<Network & { connectionsMade(): number }> {
    const address = new URL(this.url.replace('esdb:', 'http:')).host;
    let asked = 0;
    const network = await networkTo(() => {
      asked += 1;
      return `http://${address}`;
    });
    const askedBefore = asked;
    this.atTheEnd(() => network.close());
    const url = `esdb://${new URL(network.url).host}?tls=false`;
    return { ...network, url, connectionsMade: () => asked - askedBefore };
  }

  atTheEnd(end: () => unknown): void {
    this.#opened.push(end);
  }

  async end(): Promise<void> {
    // What was opened last is closed first: a network after the ledgers that use it.
    for (const close of this.#opened.splice(0).reverse()) await close();
  }
}

export class DoubledStore extends Store {
  private constructor(readonly double: EventStoreDouble) {
    super(double.url);
    this.atTheEnd(() => double.stop());
  }

  static async make(log?: StoreLog): Promise<DoubledStore> {
    return new DoubledStore(await EventStoreDouble.start(log));
  }
}

/** For the contract suite. */
export async function opened(store: Store): Promise<OpenLedger> {
  const ledger = await store.ledger();
  return { ledger, another: () => eventStoreLedger({ url: store.url }), close: () => store.end() };
}

/** Keeps what it is handed over in a list, at `after` and later. */
export const collect = (ledger: Ledger, after: number) => {
  const seen: LedgerEvent[] = [];
  const troubles: unknown[] = [];
  const keep = (page: readonly LedgerEvent[]) => Promise.resolve(void seen.push(...page));
  ledger.subscribe(after, keep, { onTrouble: (trouble) => troubles.push(trouble) });
  return { seen, troubles };
};

export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Appends to `times` new streams, one event and two in turn. @returns the ids of the events, in order. */
export async function write(ledger: Ledger, times: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let written = 0; written < times; written += 1) {
    const stream = newStream();
    const events = recorded(stream, 1 + (written % 2));
    const { is } = await ledger.append(stream, NO_STREAM, events);
    if (is === 'conflict') throw new Error(`${stream} was new`);
    ids.push(...events.map(({ id }) => id));
  }
  return ids;
}

/** Appends from 16 writers until what is done meanwhile has ended. @returns the ids of the events. */
export async function writeWhile(ledger: Ledger, meanwhile: () => Promise<void>): Promise<readonly string[]> {
  let over = false;
  const writer = async () => {
    const ids: string[] = [];
    do ids.push(...(await write(ledger, 2)));
    while (!over);
    return ids;
  };
  const writers = Promise.all(upTo(16).map(writer));
  await meanwhile().finally(() => (over = true));
  return (await writers).flat();
}

/** Until a list has grown: whoever fills it is at work. */
export function untilMore(list: readonly unknown[]): Promise<void> {
  const { length } = list;
  return until(() => list.length > length);
}
