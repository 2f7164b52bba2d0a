import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerUnavailable, NO_STREAM, type Ledger } from '../ledger.js';
import { expectToGiveUpAndComeBack, newStream, readAllAfter, recorded, until } from '../ledger.contract.js';
import { collect, untilMore, upTo, writeWhile, type Store } from './stores.contract.js';

/** What the ledger does when the network to its EventStoreDB fails. */
export function outOfReachContract(name: string, make: () => Promise<Store>): void {
  describe(`the ledger in ${name}, when it is out of reach`, () => {
    let store: Store;
    let ledger: Ledger;
    let after: number;

    beforeEach(async () => {
      store = await make();
      ledger = await store.ledger();
      after = await ledger.head();
    });
    afterEach(() => store.end());

    it('stores every append once and shows each event once, while connections are cut', async () => {
      const network = await store.network();
      const [writer, reader] = [await store.ledger({ url: network.url }), await store.ledger({ url: network.url })];
      const { seen, troubles } = collect(reader, after);
      const ids = await writeWhile(writer, async () => {
        for (const _ of upTo(5)) {
          await untilMore(seen);
          const noticed = untilMore(troubles);
          network.down();
          await noticed;
          network.mend();
        }
      });
      await until(() => seen.length >= ids.length);
      const stored = await readAllAfter(ledger, after);
      expect(troubles.length).toBeGreaterThanOrEqual(5);
      expect(stored.map(({ id }) => id).sort()).toStrictEqual([...ids].sort());
      expect(seen).toStrictEqual(stored);
    });

    it('stores an append once whose answer was lost', async () => {
      const network = await store.network();
      const far = await store.ledger({ url: network.url });
      const stream = newStream();
      network.mute();
      const append = far.append(stream, NO_STREAM, recorded(stream));
      while ((await ledger.readStream(stream)).length === 0);
      const [later] = recorded(stream, 1, (await ledger.readStream(stream))[0]);
      await ledger.append(stream, 0, later ? [later] : []);
      network.down();
      network.mend();
      const [first] = await ledger.readStream(stream);
      expect(await append).toStrictEqual({ is: 'appended', revision: 0, position: first?.position });
      expect(await ledger.readStream(stream)).toHaveLength(2);
    });

    it('finds what it gave up on stored already, when it is asked again', async () => {
      const network = await store.network();
      const impatient = await store.ledger({ url: network.url, patienceMs: 1_500 });
      const stream = newStream();
      const events = recorded(stream, 2);
      network.mute();
      await expect(impatient.append(stream, NO_STREAM, events)).rejects.toThrow(LedgerUnavailable);
      network.down();
      network.mend();
      await until(async () => (await ledger.readStream(stream)).length > 0);
      expect(await ledger.append(stream, NO_STREAM, events)).toMatchObject({ is: 'already there', revision: 1 });
      expect(await ledger.readStream(stream)).toHaveLength(2);
    });

    it('says so when its patience ends, and works again when the store is back', async () => {
      const network = await store.network();
      const far = await store.ledger({ url: network.url, patienceMs: 1_500 });
      await expectToGiveUpAndComeBack(far, network);
    });

    it('ends a subscription at once although nothing answers', async () => {
      const network = await store.network();
      const far = await store.ledger({ url: network.url, patienceMs: 1_000_000 });
      network.mute();
      const subscription = far.subscribe(after, () => Promise.resolve());
      await sleep(50);
      // Else it would wait for a third of that patience.
      await subscription.stop();
    });
  });
}
