import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { LedgerUnavailable, NO_STREAM, START, type Ledger, type LedgerEvent } from '../ledger.js';
import { expectToGiveUpAndComeBack, newStream, readAllAfter, recorded, until } from '../ledger.contract.js';
import { Scratch, upTo, write } from './scratch.contract.js';

jest.setTimeout(30_000);

describe('the ledger in PostgreSQL, when the server is out of reach', () => {
  let scratch: Scratch;
  let ledger: Ledger;

  beforeEach(async () => {
    scratch = await Scratch.make();
    ledger = await scratch.ledger();
  });
  afterEach(() => scratch.end());

  it('answers every append, each stored once, while the connections that commit are cut', async () => {
    const saboteur = await scratch.client();
    let cuts = 0;
    let done = false;
    const sabotage = async () => {
      for (; !done && cuts < 10; cuts += 1) {
        await scratch.cut(saboteur, 'ledger append');
        await sleep(30);
      }
    };
    const sabotaged = sabotage();
    await Promise.all(upTo(16).map(() => write(ledger, 30)));
    done = true;
    await sabotaged;
    const stored = await readAllAfter(ledger, START);
    expect(cuts).toBeGreaterThan(1);
    expect(new Set(stored.map(({ id }) => id)).size).toBe(16 * 45);
    expect(stored.map(({ position }) => position)).toStrictEqual(upTo(16 * 45));
  });

  it('keeps followers up to date while the connections that read and listen are cut', async () => {
    const troubles: unknown[] = [];
    const other = await scratch.ledger({ onTrouble: (trouble) => troubles.push(trouble) });
    const saboteur = await scratch.client();
    const seen: LedgerEvent[] = [];
    other.subscribe(START, (page) => Promise.resolve(void seen.push(...page)));
    for (const round of upTo(4)) {
      await write(ledger, 1);
      await until(() => seen.length === round);
      await scratch.cut(saboteur, 'ledger listen', 'ledger read');
    }
    expect(seen.map(({ position }) => position)).toStrictEqual(upTo(4));
    expect(troubles.length).toBeGreaterThan(0);
  });

  it('finds an append whose answer was lost stored already', async () => {
    const network = await scratch.network();
    const far = await scratch.ledger({ url: network.url, patienceMs: 1_200, lanes: 1 });
    const stream = newStream();
    network.mute();
    const append = far.append(stream, NO_STREAM, recorded(stream));
    while ((await ledger.readStream(stream)).length === 0);
    network.mend();
    expect(await append).toMatchObject({ is: 'already there', revision: 0 });
    expect(await ledger.readStream(stream)).toHaveLength(1);
  });

  it('says so when its patience ends, and works again when the server is back', async () => {
    const network = await scratch.network();
    const far = await scratch.ledger({ url: network.url, patienceMs: 300 });
    await expectToGiveUpAndComeBack(far, network);
  });

  it('stores once what it gave up on, when the server went on with it later', async () => {
    const impatient = await scratch.ledger({ patienceMs: 300, lanes: 1 });
    const held = await scratch.holdCommits();
    const stream = newStream();
    const events = recorded(stream, 2);
    await expect(impatient.append(stream, NO_STREAM, events)).rejects.toThrow(LedgerUnavailable);
    const again = ledger.append(stream, NO_STREAM, events);
    await held.release();
    expect(['appended', 'already there']).toContain((await again).is);
    expect(await ledger.readStream(stream)).toHaveLength(2);
  });

  it('turns appends away beyond 10,000 that wait, and commits those that do', async () => {
    const held = await scratch.holdCommits();
    const [event] = recorded('exhibit-x');
    if (!event) throw new Error('none built');
    const appendOne = () => {
      const stream = newStream();
      return ledger.append(stream, NO_STREAM, [{ ...event, id: randomUUID(), stream }]);
    };
    const appends = upTo(10_000).map(appendOne);
    await expect(appendOne()).rejects.toMatchObject({ name: 'LedgerUnavailable', cause: new Error('overloaded') });
    await held.release();
    const verdicts = await Promise.all(appends);
    expect(verdicts.every(({ is }) => is === 'appended')).toBe(true);
    expect(await ledger.head()).toBe(10_000);
  });
});
