import { Worker } from 'node:worker_threads';
import { jest } from '@jest/globals';
import { bench, everyRow, quiet, until, type Bench } from '../../test/database.js';
import { examinedPhone, Story } from '../../test/story.js';
import { lowest, migrateReadModels, Overtaken, readCheckpoints } from './checkpoints.js';
import { connect } from './connection.js';
import { applyPage } from './page.js';
import { startProjectors, type ProjectorOptions, type Projectors } from './projector.js';
import { projections } from './projections.js';
import { compareWithRebuild, rebuild } from './rebuild.js';
import { nextTo, SCHEMA } from './schema.js';

/** Some of everything: cases, exhibits, suspects, claims, texts that need escaping, facts that are long. */
function tellAStory(phones: number): Story {
  const story = new Story();
  story.theCase().tell('CaseOpened', {
    ...{ operationName: 'Otter "II" \\ back', force: 'Herts', unit: 'COST', offenceTypes: ['a', 'b\tc'] },
  });
  const suspect = story.suspect();
  suspect.tell('PersonArrested', { name: 'A', dateOfBirth: '2001-02-03', suspectedOf: ['x'] } as never);
  suspect.tell('ChargeBrought', {
    offences: [{ act: 'SOA 2003', section: '103I', description: 'breach', counts: 2 }],
    unit: 'COST',
  });
  suspect.tell('PleaEntered', { plea: 'guilty' });
  suspect.tell('SentencePassed', { custodyMonths: 18, suspended: false, orders: ['SHPO'], court: 'St Albans' });
  for (let n = 1; n <= phones; n += 1) {
    story.tell(`claim-seal-S${n}`, 'SealNumberClaimed', { value: `S${n}`, exhibitId: 'x' });
    const { phone } = examinedPhone(story, `TW/${n}`, `S${n}`);
    phone.tell('ExaminerNoteMade', { text: 'Größe: "4\\5" \n\t😀'.repeat(n % 5 === 0 ? 200 : 1) });
    phone.tell('ExaminationRequested', {
      priority: 2,
      questions: 'Line\nbreak \\N \\. and "quotes"'.repeat(n % 7 ? 1 : 60),
      dueBy: '2026-05-01',
    });
  }
  return story;
}

jest.setTimeout(60_000);

let at: Bench;
let running: Projectors[];

beforeEach(async () => {
  at = await bench();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((projectors) => projectors.stop()));
  await at.close();
});

async function start(options: Partial<ProjectorOptions> = {}): Promise<Projectors> {
  const projectors = await startProjectors({ ledger: at.ledger, url: at.url, log: quiet, pageSize: 7, ...options });
  running.push(projectors);
  return projectors;
}

const caughtUp = (projectors: Projectors) =>
  until(async () => {
    const { position, head } = await projectors.lag();
    return position === head && head > 0;
  }, 'the read models have caught up');

const builtAnew = async () => {
  await rebuild({ ledger: at.ledger, url: at.url });
  return everyRow(at);
};

describe('read models kept up to date', () => {
  it('are row by row those that a rebuild makes, through the port and by COPY', async () => {
    const story = tellAStory(12);
    await story.appendTo(at.ledger);
    await caughtUp(await start());
    const live = await everyRow(at);

    expect(live.entries).toHaveLength(story.events.length);
    expect(live.exhibits).toHaveLength(24);
    expect(live.outcomes).toHaveLength(1);
    expect(await builtAnew()).toEqual(live);
    const { events } = await rebuild({ ledger: at.ledger, url: at.url, ledgerUrl: at.url });
    expect(events).toBe(story.events.length);
    expect(await everyRow(at)).toEqual(live);
  });

  it('are also those that a rebuild makes whose ledger another thread reads, as often as it is asked', async () => {
    const story = tellAStory(120); // more than a chunk
    await story.appendTo(at.ledger);
    await builtAnew();
    const right = await everyRow(at);
    // Of the build: jest's own way of loading sources ends at its threads.
    const reader = new Worker(`import('#read-models').then((built) => built.copyOutBeside())`, {
      eval: true,
      execArgv: [],
    });
    try {
      for (const _ of [1, 2]) {
        await at.pool.query('DELETE FROM entries');
        let leftOver = 0;
        const readAll = async (after: number, limit: number) => {
          const page = await at.ledger.readAll(after, limit);
          leftOver += page.length;
          return page;
        };
        await rebuild({ ledger: { readAll }, url: at.url, ledgerUrl: at.url, reader });
        expect(leftOver).toBe(0);
        expect(await everyRow(at)).toEqual(right);
      }
      const away = rebuild({ ledger: at.ledger, url: at.url, ledgerUrl: `${at.url}_not_there`, reader });
      await expect(away).rejects.toThrow('does not exist');
      expect(await everyRow(at)).toEqual(right);
    } finally {
      await reader.terminate();
    }
  });

  it('apply each event once when the projector stops and another goes on', async () => {
    const story = tellAStory(6);
    await story.appendTo(at.ledger);
    for (let pages = 0; pages < 5; pages += 1) {
      const before = lowest(await checkpoints());
      const projectors = await start({ pageSize: 3 });
      await until(async () => lowest(await checkpoints()) > before, 'it moved');
      await projectors.stop();
    }
    await caughtUp(await start());
    const live = await everyRow(at);
    expect(await builtAnew()).toEqual(live);
  });

  it('apply each event once when its connections are cut again and again', async () => {
    const story = tellAStory(20);
    await story.appendTo(at.ledger);
    const projectors = await start({ pageSize: 5 });
    for (let cuts = 0; cuts < 4; cuts += 1) await until(async () => (await cutProjector()) > 0, 'it was connected');
    await caughtUp(projectors);
    const live = await everyRow(at);
    expect(await builtAnew()).toEqual(live);
  });

  it('apply each event once when two write who both believe that they may', async () => {
    const story = tellAStory(8);
    await story.appendTo(at.ledger);
    const overtaken = await Promise.all([applyAll(), applyAll(), applyAll()]);
    expect(overtaken.reduce((sum, times) => sum + times)).toBeGreaterThan(0);
    const live = await everyRow(at);
    expect(live.entries).toHaveLength(story.events.length);
    expect(await builtAnew()).toEqual(live);
  });

  it('are written by one of two processes, and by the other when that one is gone', async () => {
    const story = tellAStory(1);
    await story.appendTo(at.ledger);
    const [first, second] = [await start(), await start()];
    await caughtUp(first);
    const leads = async (projectors: Projectors) => (await projectors.lag()).leads;
    expect([await leads(first), await leads(second)].sort()).toEqual([false, true]);
    const [leader, waiting] = (await leads(first)) ? [first, second] : [second, first];

    await leader.stop();
    examinedPhone(story, 'TW/99', 'S99');
    await story.appendTo(at.ledger, await at.ledger.head());
    await caughtUp(waiting);
    expect(await leads(waiting)).toBe(true);
  });

  it('stop before an event that this version does not know, and say which', async () => {
    const story = tellAStory(1);
    const known = story.events.length;
    story.tell('exhibit-0', 'DeviceTeleported', {});
    examinedPhone(story, 'TW/2', 'S2');
    await story.appendTo(at.ledger);
    const projectors = await start({ pageSize: 1_000 });
    await until(async () => (await projectors.lag()).trouble !== null, 'it is in trouble');
    expect(await projectors.lag()).toMatchObject({
      position: known,
      trouble: expect.stringContaining('DeviceTeleported') as string,
    });
    await expect(rebuild({ ledger: at.ledger, url: at.url })).rejects.toThrow('DeviceTeleported');
    expect((await everyRow(at)).entries).toHaveLength(known);
  });
});

describe('a rebuild', () => {
  it('comes first where there are no read models yet, or they are far behind', async () => {
    const story = tellAStory(2);
    await story.appendTo(at.ledger);
    await caughtUp(await start());
    const before = await everyRow(at);
    await Promise.all(running.splice(0).map((projectors) => projectors.stop()));
    await at.pool.query(`DROP SCHEMA ${SCHEMA} CASCADE`);
    await migrateReadModels(at.url);

    await caughtUp(await start({ farBehind: 20 }));
    expect(await everyRow(at)).toEqual(before);
    expect(await generations()).toEqual({
      ...{ actors: 1, cases: 1, exhibits: 1, outcomes: 1, suspects: 1 },
      ...{ corrections: 1, disclosures: 1, people: 1, tools: 1, looks: 1, break_glass: 1, visibility: 1 },
    });
  });

  it('reads by COPY also what another codec wrote into the ledger', async () => {
    const story = tellAStory(1);
    await story.appendTo(at.ledger);
    await at.pool.query(`INSERT INTO ledger.events (position, revision, stream, id, type, data, metadata)
      SELECT position + 1, revision + 1, stream, gen_random_uuid(), type, data,
        (SELECT json_object_agg(key, value ORDER BY key DESC) FROM json_each_text(metadata))
      FROM ledger.events ORDER BY position DESC LIMIT 1`);
    const right = await builtAnew();
    await rebuild({ ledger: at.ledger, url: at.url, ledgerUrl: at.url });
    expect(right.entries).toHaveLength(story.events.length + 1);
    expect(await everyRow(at)).toEqual(right);
  });

  it('while events come in loses and repeats none', async () => {
    const story = tellAStory(30);
    const projectors = await start();
    const appending = story.appendTo(at.ledger);
    await until(async () => (await at.ledger.head()) > 50, 'some are there');
    await rebuild({ ledger: at.ledger, url: at.url, ledgerUrl: at.url });
    await rebuild({ ledger: at.ledger, url: at.url });
    await appending;
    await caughtUp(projectors);
    const live = await everyRow(at);
    expect(live.entries).toHaveLength(story.events.length);
    expect(await builtAnew()).toEqual(live);
  });

  it('takes in what is recorded while it makes the indexes', async () => {
    const story = tellAStory(2);
    const { phone } = examinedPhone(story, 'TW/98', 'S98');
    await story.appendTo(at.ledger);
    const before = story.events.length;
    phone.tell('ExaminerNoteMade', { text: 'Another look' });
    examinedPhone(story, 'TW/99', 'S99');
    let isRecorded = false;
    const readAll = async (after: number, limit: number) => {
      if (!isRecorded) await story.appendTo(at.ledger, before);
      isRecorded = true;
      return at.ledger.readAll(after, limit);
    };
    const { events } = await rebuild({ ledger: { readAll }, url: at.url, ledgerUrl: at.url });
    expect(events).toBe(story.events.length);
    const taken = await everyRow(at);
    expect(taken).toEqual(await builtAnew());
  });

  it('leaves the tables with the keys and indexes that they had, and nothing of one that was killed', async () => {
    const indexes = async () =>
      (await at.pool.query<object>('SELECT indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY 1', [SCHEMA])).rows;
    const ofOthers = async () =>
      (
        await at.pool.query<object>(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'read%' AND nspname <> $1`, [
          SCHEMA,
        ])
      ).rows;
    const before = await indexes();
    await at.pool.query(
      `CREATE SCHEMA ${nextTo(SCHEMA)} CREATE TABLE exhibits (n int); CREATE SCHEMA read_00000000_next`,
    );
    await tellAStory(1).appendTo(at.ledger);
    await builtAnew();
    expect(await indexes()).toEqual(before);
    expect(await ofOthers()).toEqual([{ nspname: 'read_00000000_next' }]);
    await start();
    await until(async () => (await ofOthers()).length === 0, 'it is gone');
  });

  it('leaves everything as it was, and nobody at work, when an index cannot be made', async () => {
    await tellAStory(1).appendTo(at.ledger);
    const right = await builtAnew();
    const unfit = projections.map((one) => ({ ...one, table: { ...one.table, indexes: { unfit: '(nothing)' } } }));
    await expect(rebuild({ ledger: at.ledger, url: at.url, projections: unfit })).rejects.toThrow('"nothing"');
    expect(await everyRow(at)).toEqual(right);
    const { rows } = await at.pool.query<object>(
      `SELECT to_regnamespace($1) AS left, (SELECT count(*)::int FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'continuity read models rebuild' AND state <> 'idle') AS at_work`,
      [nextTo(SCHEMA)],
    );
    expect(rows).toEqual([{ left: null, at_work: 0 }]);
  });

  it('tells which tables are not as it would make them, and changes nothing', async () => {
    const story = tellAStory(2);
    await story.appendTo(at.ledger);
    const comparing = { ledger: at.ledger, url: at.url, ledgerUrl: at.url };
    await expect(compareWithRebuild(comparing)).rejects.toThrow('is at position 0');
    await caughtUp(await start());
    expect(await compareWithRebuild(comparing)).toEqual([]);
    await at.pool.query(`UPDATE exhibits SET holder_id = 'nobody'; DELETE FROM entries WHERE position = 3`);
    const before = await everyRow(at);
    expect(await compareWithRebuild(comparing)).toEqual([
      expect.objectContaining({ table: 'exhibits' }),
      { table: 'entries', missing: 1, surplus: 0 },
    ]);
    expect(await everyRow(at)).toEqual(before);
  });

  it('mends rows that somebody changed in the database', async () => {
    const story = tellAStory(2);
    await story.appendTo(at.ledger);
    const right = await builtAnew();
    await at.pool.query(`UPDATE exhibits SET holder_id = 'nobody'; DELETE FROM entries WHERE position = 3`);
    expect(await everyRow(at)).not.toEqual(right);
    expect(await builtAnew()).toEqual(right);
  });
});

async function checkpoints() {
  const client = await connect(at.url, 'test', SCHEMA);
  try {
    return await readCheckpoints(client, projections);
  } finally {
    await client.end();
  }
}

async function generations() {
  const { rows } = await at.pool.query<{ projection: string; generation: string }>('SELECT * FROM checkpoints');
  return Object.fromEntries(rows.map(({ projection, generation }) => [projection, Number(generation)]));
}

async function cutProjector(): Promise<number> {
  const { rowCount } = await at.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'continuity projector' AND datname = current_database()`,
  );
  return rowCount ?? 0;
}

/** Applies the whole ledger without any lease; how often somebody else was first. */
async function applyAll(): Promise<number> {
  const client = await connect(at.url, 'test', SCHEMA);
  let overtaken = 0;
  try {
    for (;;) {
      const from = await readCheckpoints(client, projections);
      const page = await at.ledger.readAll(lowest(from), 4);
      if (page.length === 0) return overtaken;
      await applyPage(client, from, page).catch((error: unknown) => {
        if (!(error instanceof Overtaken)) throw error;
        overtaken += 1;
      });
    }
  } finally {
    await client.end();
  }
}
