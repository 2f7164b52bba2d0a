import { type Ledger, type LedgerEvent, NO_STREAM, START } from '../ledger.js';
import { newStream, readAllAfter, recorded, until } from '../ledger.contract.js';
import { upTo, write, type Store } from './stores.contract.js';

/** What the ledger does in EventStoreDB beside what every ledger does. */
export function particularsContract(name: string, make: () => Promise<Store>): void {
  describe(`the ledger in ${name}`, () => {
    let store: Store;
    let ledger: Ledger;

    beforeEach(async () => {
      store = await make();
      ledger = await store.ledger();
    });
    afterEach(() => store.end());

    it('never calls appended what another process appended under the same ids', async () => {
      const stream = newStream();
      const [built, builtElsewhere] = [0, 1].map(() => recorded(stream, 2));
      if (!built || !builtElsewhere) throw new Error('none built');
      const sameIds = built.map((event, index) => ({ ...event, id: builtElsewhere[index]?.id ?? '' }));
      const other = await store.ledger();
      const stored = await other.append(stream, NO_STREAM, builtElsewhere);
      expect(await ledger.append(stream, NO_STREAM, sameIds)).toStrictEqual({ ...stored, is: 'already there' });
      expect((await ledger.readStream(stream)).map(({ hash }) => hash)).toStrictEqual(
        builtElsewhere.map(({ hash }) => hash),
      );
    });

    it('gives the event at a position to whoever asks for what follows the number before it', async () => {
      const stream = newStream();
      await ledger.append(stream, NO_STREAM, recorded(stream, 3));
      for (const event of await ledger.readStream(stream))
        expect(await ledger.readAll(event.position - 1, 1)).toStrictEqual([event]);
    });

    it('says so when no event can be at a position', async () => {
      const [id] = await write(ledger, 1);
      const [event] = (await readAllAfter(ledger, START)).filter((stored) => stored.id === id);
      await expect(ledger.readAll((event?.position ?? 0) - 3, 1)).rejects.toThrow(RangeError);
    });

    it('tells at once what would not pass by itself', async () => {
      const stream = newStream();
      const events = recorded(stream, 1, undefined, () => ({ text: 'x'.repeat(1_100_000) }));
      await expect(ledger.append(stream, NO_STREAM, events)).rejects.toThrow('Maximum Append Size of 1048576 Exceeded');
      expect(await ledger.readStream(stream)).toStrictEqual([]);
    });

    it('sees the events of a large append once each, although the store drops whoever follows live', async () => {
      const after = await ledger.head();
      const seen: LedgerEvent[] = [];
      ledger.subscribe(after, (page) => Promise.resolve(void seen.push(...page)));
      const before = await write(ledger, 1);
      await until(() => seen.length === 1);
      const streams = upTo(3).map(newStream);
      const large = streams.map((stream) => recorded(stream, 500));
      for (const [index, events] of large.entries()) await ledger.append(streams[index] ?? '', NO_STREAM, events);
      await until(() => seen.length >= 1_501);
      expect(seen.map(({ id }) => id)).toStrictEqual([...before, ...large.flat().map(({ id }) => id)]);
    });

    it('waits while a page is kept, and hands over everything after it', async () => {
      const after = await ledger.head();
      const seen: LedgerEvent[] = [];
      const keep = (page: readonly LedgerEvent[]) =>
        new Promise<void>((kept) => setTimeout(() => kept(void seen.push(...page)), seen.length === 0 ? 500 : 0));
      ledger.subscribe(after, keep, { pageSize: 10 });
      const ids = [...(await write(ledger, 1)), ...(await write(ledger, 150))];
      await until(() => seen.length >= ids.length);
      expect(seen.map(({ id }) => id)).toStrictEqual(ids);
    });
  });
}
