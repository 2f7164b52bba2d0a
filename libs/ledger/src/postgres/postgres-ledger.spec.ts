import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { freshDatabase } from '../../../../test/support/postgres.js';
import { checkStream, NO_EVENT } from '#integrity';
import { EventIdTaken, NO_STREAM, START, type Ledger, type LedgerEvent } from '../ledger.js';
import { ledgerContract, newStream, readAllAfter, recorded, until } from '../ledger.contract.js';
import { LONE } from './lane.js';
import { ONE_COMMIT_AT_A_TIME } from './migrations.js';
import { postgresLedger } from './postgres-ledger.js';
import { Scratch, upTo, write } from './scratch.contract.js';
import { connect } from './session.js';

jest.setTimeout(30_000);

ledgerContract('PostgreSQL', async () => {
  const database = await freshDatabase();
  const another = () => postgresLedger({ url: database.url });
  const ledger = await another();
  const close = async () => {
    await ledger.close();
    await database.drop();
  };
  return { ledger, another, close };
});

describe('the ledger in PostgreSQL', () => {
  let scratch: Scratch;
  let ledger: Ledger;
  const positions = async () => (await readAllAfter(ledger, START)).map(({ position }) => position);

  beforeEach(async () => {
    scratch = await Scratch.make();
    ledger = await scratch.ledger();
  });
  afterEach(() => scratch.end());

  it('numbers positions without gaps in the order of commit, whichever process appends', async () => {
    const other = await scratch.ledger({ lanes: 1 });
    await Promise.all(upTo(32).map((writer) => write(writer % 2 ? ledger : other, 20)));
    expect(await positions()).toStrictEqual(upTo(32 * 30));
  });

  it('numbers positions without gaps when some processes append one by one and others many at once', async () => {
    const writersIn = [1, 1, 1, 16];
    const others = await Promise.all(writersIn.map(() => scratch.ledger()));
    const append = async (to: Ledger, times: number) => {
      for (const _ of upTo(times)) {
        const stream = newStream();
        expect(await to.append(stream, NO_STREAM, recorded(stream))).toMatchObject({ is: 'appended' });
      }
    };
    const each = 200;
    const all = writersIn.map((writers, index) =>
      Promise.all(upTo(writers).map(() => append(others[index] ?? ledger, each / writers))),
    );
    await Promise.all(all);
    expect((await positions()).length).toBeGreaterThan(3 * each);
    expect(await positions()).toStrictEqual(upTo(await ledger.head()));
  });

  it('gives each of many who read at once their own stream, from where they asked', async () => {
    const streams = upTo(150).map(() => newStream());
    await Promise.all(streams.map((stream) => ledger.append(stream, NO_STREAM, recorded(stream, 3))));
    const read = await Promise.all(
      [...streams, newStream()].map((stream, index) => ledger.readStream(stream, index % 4)),
    );
    const places = read.map((events) => events.map(({ stream, revision }) => ({ stream, revision })));
    const from = (stream: string, first: number) =>
      [0, 1, 2].filter((revision) => revision >= first).map((revision) => ({ stream, revision }));
    expect(places).toStrictEqual([...streams.map((stream, index) => from(stream, index % 4)), []]);
  });

  it('sends an append of one event that is alone as one statement, as long as nobody else appends', async () => {
    const client = await scratch.client();
    const append = async (to: Ledger) => {
      const stream = newStream();
      await to.append(stream, NO_STREAM, recorded(stream));
    };
    const sentLast = async () => {
      const { rows } = await client.query<{ query: string }>(
        `SELECT query FROM pg_stat_activity WHERE datname = current_database()
         AND application_name = 'continuity ledger append' ORDER BY state_change DESC LIMIT 1`,
      );
      return rows[0]?.query;
    };
    for (const _ of upTo(3)) await append(ledger);
    expect(await sentLast()).toBe(LONE.first.text);
    await append(await scratch.ledger());
    for (const _ of upTo(2)) await append(ledger);
    expect(await sentLast()).not.toBe(LONE.first.text);
    expect(await positions()).toStrictEqual(upTo(6));
  });

  it('does not let a lone append take a position or a revision that is taken, or one without the one before it', async () => {
    const stream = newStream();
    const events = recorded(stream, 3);
    await ledger.append(stream, NO_STREAM, events.slice(0, 1));
    const client = await scratch.client();
    const lone = async (revision: number, position: number, kind = revision === 0 ? LONE.first : LONE.next) => {
      const event = events[revision];
      const values = [stream, revision, newStream().slice(-36), event?.type, '{}', '{}', position];
      return (await client.query({ ...kind, values })).rowCount;
    };
    expect(await lone(1, 1)).toBe(0);
    expect(await lone(0, 2)).toBe(0);
    expect(await lone(2, 2)).toBe(0);
    expect(await lone(1, 2)).toBe(1);
    const committing = await scratch.client();
    await committing.query(`BEGIN; SELECT pg_advisory_xact_lock(${ONE_COMMIT_AT_A_TIME})`);
    expect(await lone(2, 3)).toBe(0);
  });

  it('leaves no gap behind a lone append where the last event was taken out of the table', async () => {
    const append = async () => {
      const stream = newStream();
      return ledger.append(stream, NO_STREAM, recorded(stream));
    };
    for (const _ of upTo(3)) await append();
    const client = await scratch.client();
    await client.query(`
      ALTER TABLE ledger.events DISABLE TRIGGER ALL; DELETE FROM ledger.events WHERE position = 3`);
    expect(await append()).toMatchObject({ is: 'appended', position: 3 });
  });

  it('shows a follower everything while an unrelated transaction stays open', async () => {
    const unrelated = await scratch.client();
    await unrelated.query('CREATE TABLE unrelated (n int)');
    await unrelated.query('BEGIN; INSERT INTO unrelated VALUES (1)');
    const seen: LedgerEvent[] = [];
    const subscription = ledger.subscribe(START, (page) => Promise.resolve(void seen.push(...page)));
    await Promise.all(upTo(32).map(() => write(ledger, 10)));
    await until(() => seen.length >= 32 * 15);
    await subscription.stop();
    expect(seen.map(({ position }) => position)).toStrictEqual(upTo(32 * 15));
    await unrelated.query('ROLLBACK');
  });

  it('wakes the followers of another process at once', async () => {
    const other = await scratch.ledger();
    let seen = 0;
    other.subscribe(START, (page) => Promise.resolve(void (seen += page.length)));
    const delays: number[] = [];
    for (const round of upTo(5)) {
      await sleep(100); // the follower has looked, found nothing, and waits
      const start = Date.now();
      await write(ledger, 1);
      await until(() => seen === round);
      delays.push(Date.now() - start);
    }
    // By looking every 500 ms alone, each would take about 400.
    expect(Math.min(...delays.slice(1))).toBeLessThan(200);
  });

  it('gives each append of one commit a verdict of its own', async () => {
    const [conflicting, repeated, other] = [newStream(), newStream(), newStream()];
    const there = recorded(repeated, 2);
    await ledger.append(conflicting, NO_STREAM, recorded(conflicting, 3));
    await ledger.append(repeated, NO_STREAM, there);
    await ledger.append(other, NO_STREAM, recorded(other));
    const oneLane = await scratch.ledger({ lanes: 1 });
    const held = await scratch.holdCommits();
    const [first, second, third] = [newStream(), newStream(), newStream()];
    const sent = oneLane.append(first, NO_STREAM, recorded(first));
    while ((await held.waiting()) === 0);
    // These wait for that one, so they go together.
    const together = Promise.all([
      oneLane.append(conflicting, 0, recorded(conflicting, 2, { revision: 0, hash: NO_EVENT })),
      oneLane.append(second, NO_STREAM, recorded(second, 3)),
      oneLane.append(repeated, NO_STREAM, there),
      oneLane.append(third, 5, recorded(third, 1, { revision: 5, hash: NO_EVENT })),
      oneLane.append(other, 0, recorded(other, 2, (await ledger.readStream(other))[0])),
    ]);
    await held.release();
    expect(await sent).toStrictEqual({ is: 'appended', revision: 0, position: 7 });
    expect(await together).toStrictEqual([
      { is: 'conflict', actual: 2 },
      { is: 'appended', revision: 2, position: 10 },
      { is: 'already there', revision: 1, position: 5 },
      { is: 'conflict', actual: NO_STREAM },
      { is: 'appended', revision: 2, position: 12 },
    ]);
    expect(await positions()).toStrictEqual(upTo(12));
    const stored = await readAllAfter(ledger, START);
    expect(stored.slice(7).map(({ stream }) => stream)).toStrictEqual([second, second, second, other, other]);
    expect(checkStream(other, await ledger.readStream(other), () => undefined)).toStrictEqual([]);
  });

  it('refuses an id that stands in another stream, without failing the appends beside it', async () => {
    const there = newStream();
    const [taken] = recorded(there);
    if (!taken) throw new Error('none built');
    await ledger.append(there, NO_STREAM, [taken]);
    const held = await scratch.holdCommits();
    const thief = newStream();
    const streams = [...upTo(10).map(newStream), thief, ...upTo(10).map(newStream)];
    const appends = streams.map((stream) =>
      ledger.append(stream, NO_STREAM, stream === thief ? [{ ...taken, stream }] : recorded(stream)),
    );
    while ((await held.waiting()) === 0);
    await held.release();
    const settled = await Promise.allSettled(appends);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(settled[10]).toMatchObject({ status: 'rejected', reason: { name: 'EventIdTaken', stream: thief } });
    await expect(ledger.append(thief, NO_STREAM, [{ ...taken, stream: thief }])).rejects.toThrow(EventIdTaken);
    expect(await ledger.readStream(thief)).toStrictEqual([]);
    expect(await positions()).toStrictEqual(upTo(21));
  });

  it('fails alone what PostgreSQL cannot store', async () => {
    const held = await scratch.holdCommits();
    const streams = [newStream(), 'exhibit-\0', newStream()];
    const appends = streams.map((stream) => ledger.append(stream, NO_STREAM, recorded(stream)));
    await held.release();
    const settled = await Promise.allSettled(appends);
    expect(settled.map(({ status }) => status)).toStrictEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await positions()).toStrictEqual(upTo(2));
  });

  it.each(["UPDATE ledger.events SET type = 'NeverHappened'", 'DELETE FROM ledger.events', 'TRUNCATE ledger.events'])(
    'refuses %s',
    async (statement) => {
      await write(ledger, 1);
      const client = await scratch.client();
      await expect(client.query(statement)).rejects.toThrow('a recorded event is never changed or removed');
      expect(await positions()).toStrictEqual([1]);
      const { rows } = await client.query(`SELECT tgenabled FROM pg_trigger WHERE tgname = 'events_are_never_changed'`);
      expect(rows).toStrictEqual([{ tgenabled: 'A' }]); // in every session, also one that applies a replica's changes
    },
  );

  it('says which part of which event is missing when somebody else changed the store', async () => {
    const stream = newStream();
    await ledger.append(stream, NO_STREAM, recorded(stream));
    const client = await scratch.client();
    await client.query('ALTER TABLE ledger.events DISABLE TRIGGER events_are_never_changed');
    await client.query(`UPDATE ledger.events SET metadata = (metadata::jsonb - 'hash')::json`);
    await expect(ledger.readStream(stream)).rejects.toMatchObject({
      name: 'UnreadableEvent',
      message: `${stream} revision 0 cannot be read: hash is missing`,
    });
  });

  it('waits for the disk and sees the newest commits although the database is set not to', async () => {
    const client = await scratch.client();
    await client.query(`ALTER DATABASE ${client.database} SET synchronous_commit = off`);
    await client.query(`ALTER DATABASE ${client.database} SET default_transaction_isolation = 'repeatable read'`);
    const ledgers = [await scratch.ledger(), await scratch.ledger()];
    await Promise.all(ledgers.map((one) => write(one, 50)));
    expect(await positions()).toStrictEqual(upTo(150));
    const session = await connect(scratch.url, 'test');
    const { rows } = await session.query('SHOW synchronous_commit');
    await session.end();
    expect(rows).toStrictEqual([{ synchronous_commit: 'on' }]);
  });

  it('is made once when several processes start at once', async () => {
    const fresh = await Scratch.make();
    try {
      const ledgers = await Promise.all(upTo(6).map(() => fresh.ledger()));
      await Promise.all(ledgers.map((one) => write(one, 2)));
      expect(await ledgers[0]?.head()).toBe(6 * 3);
    } finally {
      await fresh.end();
    }
  });
});
