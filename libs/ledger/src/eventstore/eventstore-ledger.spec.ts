import { jest } from '@jest/globals';
import { NO_EVENT } from '#integrity';
import { StoreLog } from '../../../../test/support/eventstore-double/store-log.js';
import { NO_STREAM, START, type Ledger, type LedgerEvent } from '../ledger.js';
import { ledgerContract, newStream, readAllAfter, recorded, until } from '../ledger.contract.js';
import { particularsContract } from './particulars.contract.js';
import { DoubledStore, opened, upTo, write } from './stores.contract.js';

jest.setTimeout(120_000);

ledgerContract('EventStoreDB, played by a double', () => DoubledStore.make().then(opened));
particularsContract('EventStoreDB, played by a double', () => DoubledStore.make());

describe('the ledger in EventStoreDB', () => {
  let store: DoubledStore;
  let ledger: Ledger;
  const strange = { id: crypto.randomUUID(), type: 'Strange', contentType: 'application/json' };
  const text = (value: unknown) => Buffer.from(JSON.stringify(value));
  const ownRecords = (count: number) => {
    for (const _ of upTo(count))
      store.double.log.write('$ce-exhibit', { ...strange, type: '$>', data: text(''), metadata: text({}) });
  };

  beforeEach(async () => {
    store = await DoubledStore.make();
    ledger = await store.ledger();
  });
  afterEach(() => store.end());

  it('is at the start while the store has records of its own only', async () => {
    ownRecords(600);
    expect(await ledger.head()).toBe(START);
    expect(await ledger.readAll(START, 10)).toStrictEqual([]);
  });

  it('leaves the records of the store out, however many stand between', async () => {
    const ids: string[] = [];
    for (const count of [0, 3, 1_700, 20, 700]) {
      ids.push(...(await write(ledger, 1)));
      ownRecords(count);
    }
    for (const limit of [1, 2, 3, 5]) {
      const pages: (readonly LedgerEvent[])[] = [];
      for (let after = START; ;) {
        const page = await ledger.readAll(after, limit);
        pages.push(page);
        if (page.length < limit) break;
        after = page.at(-1)?.position ?? START;
      }
      expect(pages.flat().map(({ id }) => id)).toStrictEqual(ids);
      expect(pages.slice(0, -1).map(({ length }) => length)).toStrictEqual(pages.slice(1).map(() => limit));
    }
    expect(await ledger.head()).toBe((await readAllAfter(ledger, START)).at(-1)?.position);
  });

  it('follows an empty store from the start', async () => {
    const seen: string[] = [];
    ledger.subscribe(START, (page) => Promise.resolve(void seen.push(...page.map(({ id }) => id))));
    await until(() => store.double.subscribed.length === 1);
    const ids = await write(ledger, 3);
    await until(() => seen.length >= ids.length);
    expect(seen).toStrictEqual(ids);
  });

  it('is sent none of the store’s own records, and has them not looked through again when its subscription was lost', async () => {
    const seen: string[] = [];
    const ids = [...(await write(ledger, 1))];
    const [first] = await readAllAfter(ledger, START);
    ownRecords(5_000);
    ledger.subscribe(START, (page) => Promise.resolve(void seen.push(...page.map(({ id }) => id))));
    await until(() => seen.length === 1 && store.double.checkpoints >= 4);
    await new Promise((later) => setTimeout(later, 100));
    store.double.dropSubscriptions();
    await until(() => store.double.subscribed.length === 2);
    const [, again = 0] = store.double.subscribed;
    expect(again).toBeGreaterThan((first?.position ?? 0) + 4_000 * 100);
    ids.push(...(await write(ledger, 2)));
    await until(() => seen.length >= ids.length);
    expect(seen).toStrictEqual(ids);
    expect(store.double.followed).toBe(ids.length);
  });

  it.each([
    ['no JSON object', text('text'), text({}), 'its data is not a JSON object'],
    ['no metadata', text({}), Buffer.from(''), 'its metadata is not a JSON object'],
    ['no id of ours', text({}), text({ schema: '1' }), 'id is missing'],
  ])(
    'says what is wrong with a record of somebody else that has %s, and hands over what came before it',
    async (_, data, metadata, what) => {
      const stream = newStream();
      const ids = await write(ledger, 1);
      store.double.log.write(stream, { ...strange, data, metadata });
      const seen: string[] = [];
      const troubles: unknown[] = [];
      const keep = (page: readonly LedgerEvent[]) => Promise.resolve(void seen.push(...page.map(({ id }) => id)));
      ledger.subscribe(START, keep, { onTrouble: (trouble) => troubles.push(trouble) });
      await until(() => troubles.length >= 2);
      expect(seen).toStrictEqual(ids);
      const unreadable = { name: 'UnreadableEvent', stream, revision: 0, what };
      expect(troubles).toMatchObject(troubles.map(() => unreadable));
      await expect(ledger.readStream(stream)).rejects.toMatchObject(unreadable);
      await expect(ledger.readAll(START, 10)).rejects.toMatchObject(unreadable);
    },
  );

  it('refuses names that would be taken for the store’s own', async () => {
    for (const events of [
      recorded('$exhibit'),
      recorded(newStream()).map((event) => ({ ...event, type: '$StoredAt' })),
    ])
      await expect(ledger.append(events[0]?.stream ?? '', NO_STREAM, events)).rejects.toThrow("are the store's own");
    expect(store.double.appends).toBe(0);
  });

  it('sends an append as a call of its own and reads nothing besides', async () => {
    const reads = store.double.reads;
    await write(ledger, 10);
    expect([store.double.appends, store.double.reads - reads]).toStrictEqual([10, 0]);
  });

  it('reads what stands there only if it may be what was to be appended', async () => {
    const stream = newStream();
    await ledger.append(stream, NO_STREAM, recorded(stream));
    const reads = store.double.reads;
    expect(await ledger.append(stream, 5, recorded(stream, 1, { revision: 5, hash: NO_EVENT }))).toMatchObject({
      is: 'conflict',
      actual: 0,
    });
    expect(store.double.reads - reads).toBe(0);
    await ledger.append(stream, NO_STREAM, recorded(stream));
    expect(store.double.reads - reads).toBe(1);
  });

  it('finds the position of an append that the store answers without one', async () => {
    const stream = newStream();
    store.double.leaveOutPositions();
    const verdict = await ledger.append(stream, NO_STREAM, recorded(stream, 2));
    const last = (await ledger.readStream(stream)).at(-1);
    expect(verdict).toStrictEqual({ is: 'appended', revision: 1, position: last?.position });
  });

  it('stops at a position that a number cannot hold', async () => {
    const far = await DoubledStore.make(new StoreLog(Number.MAX_SAFE_INTEGER - 50));
    store.atTheEnd(() => far.end());
    const farLedger = await far.ledger();
    await expect(write(farLedger, 1)).rejects.toThrow('is more than a position can be');
  });
});
