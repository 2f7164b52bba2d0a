import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { LedgerUnavailable, NO_STREAM, START, type Ledger } from '../ledger.js';
import { newStream, readAllAfter, recorded, until } from '../ledger.contract.js';
import { eventStoreLedger } from './open.js';
import { outOfReachContract } from './out-of-reach.contract.js';
import { collect, DoubledStore, untilMore, upTo, write, writeWhile } from './stores.contract.js';

jest.setTimeout(120_000);

outOfReachContract('EventStoreDB, played by a double', () => DoubledStore.make());

describe('the ledger in EventStoreDB', () => {
  let store: DoubledStore;
  let ledger: Ledger;

  beforeEach(async () => {
    store = await DoubledStore.make();
    ledger = await store.ledger();
  });
  afterEach(() => store.end());

  it('goes on where it was when the server stops and starts again, appends and followers alike', async () => {
    const { seen, troubles } = collect(ledger, START);
    const ids = await writeWhile(ledger, async () => {
      for (const _ of upTo(3)) {
        await untilMore(seen);
        const noticed = untilMore(troubles);
        store.double.stop();
        await noticed;
        await store.double.restart();
      }
    });
    await until(() => seen.length >= ids.length);
    expect(seen.map(({ id }) => id).sort()).toStrictEqual([...ids].sort());
    expect(seen).toStrictEqual(await readAllAfter(ledger, START));
    expect(troubles.length).toBeGreaterThanOrEqual(3);
  });

  it('sees each event once, however often the server drops it for being slow', async () => {
    const { seen, troubles } = collect(ledger, START);
    const ids = await writeWhile(ledger, async () => {
      for (const _ of upTo(5)) {
        await untilMore(seen);
        const noticed = untilMore(troubles);
        store.double.dropSubscriptions();
        await noticed;
      }
    });
    await until(() => seen.length >= ids.length);
    expect(seen).toStrictEqual(await readAllAfter(ledger, START));
    expect(troubles.length).toBeGreaterThanOrEqual(5);
  });

  it('is handed over again what it failed to keep before the server stopped', async () => {
    const ids = [...(await write(ledger, 2))];
    const pages: string[][] = [];
    ledger.subscribe(START, (page) => {
      pages.push(page.map(({ id }) => id));
      if (pages.length > 1) return Promise.resolve();
      store.double.stop();
      void sleep(100).then(() => store.double.restart());
      return Promise.reject(new Error('the read model is locked'));
    });
    await until(() => store.double.subscribed.length >= 2);
    ids.push(...(await write(ledger, 1)));
    await until(() => pages.slice(1).flat().length >= ids.length);
    const [failed, ...kept] = pages;
    expect(failed).toStrictEqual(kept[0]);
    expect(kept.flat()).toStrictEqual(ids);
  });

  it.each(['busy', 'timeout'] as const)(
    'sends an append again that the server refused because of %s',
    async (fault) => {
      const stream = newStream();
      store.double.failNextAppend(fault);
      expect(await ledger.append(stream, NO_STREAM, recorded(stream))).toMatchObject({ is: 'appended', revision: 0 });
      expect(store.double.appends).toBe(2);
    },
  );

  it('does not send an append again that may not be made', async () => {
    const stream = newStream();
    store.double.failNextAppend('accessDenied');
    await expect(ledger.append(stream, NO_STREAM, recorded(stream))).rejects.toThrow('Access Denied');
    expect(store.double.appends).toBe(1);
  });

  it('goes from a follower to the leader, and back to whoever leads later', async () => {
    const other = await DoubledStore.make(store.double.log);
    store.atTheEnd(() => other.end());
    store.double.follow(other.double);
    await write(ledger, 2);
    expect(other.double.appends).toBe(2);
    expect(store.double.appends).toBe(1);
    other.double.follow(store.double);
    store.double.follow(undefined);
    await write(ledger, 2);
    expect(await readAllAfter(ledger, START)).toHaveLength(6);
    expect(other.double.appends).toBe(3);
  });

  it('asks the name of a cluster who leads, and goes there', async () => {
    const other = await DoubledStore.make(store.double.log);
    store.atTheEnd(() => other.end());
    store.double.follow(other.double);
    const clustered = await store.ledger({ url: store.url.replace('esdb:', 'esdb+discover:') });
    await write(clustered, 2);
    expect([store.double.appends, other.double.appends]).toStrictEqual([0, 2]);
  });

  it('finds another leader in the cluster when the one it has hangs', async () => {
    const [hanging, other] = [store, await DoubledStore.make(store.double.log)];
    store.atTheEnd(() => other.end());
    const url = `esdb://127.0.0.1:${hanging.double.port},127.0.0.1:${other.double.port}?tls=false`;
    other.double.follow(hanging.double);
    const clustered = await store.ledger({ url, patienceMs: 6_000 });
    const { seen } = collect(clustered, START);
    const ids = [...(await write(clustered, 1))];
    expect(other.double.appends).toBe(0);
    hanging.double.hang();
    hanging.double.follow(other.double);
    other.double.follow(undefined);
    ids.push(...(await write(clustered, 3)));
    expect(other.double.appends).toBe(3);
    hanging.double.stop();
    await until(() => seen.length >= ids.length);
    expect(seen.map(({ id }) => id)).toStrictEqual(ids);
  });

  it('is not opened while no server answers', async () => {
    store.double.stop();
    await expect(eventStoreLedger({ url: store.url, patienceMs: 200 })).rejects.toThrow(LedgerUnavailable);
  });

  it('opens no connection after it was closed', async () => {
    const network = await store.network();
    const far = await store.ledger({ url: network.url });
    await write(far, 1);
    await far.close();
    const made = network.connectionsMade();
    await expect(far.readStream(newStream())).rejects.toMatchObject({
      name: 'LedgerUnavailable',
      cause: new Error('closed'),
    });
    expect(network.connectionsMade()).toBe(made);
    expect(made).toBe(1);
  });
});
