import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pg from 'pg';
import { fileURLToPath } from 'node:url';
import { endChildren, startChild, type Child } from '../../../../test/support/child.js';
import { bench, everyRow, quiet, until, type Bench } from '../../test/database.js';
import { laterVersion } from '../../test/later-version.js';
import { examinedPhone, Story } from '../../test/story.js';
import { lowest, migrateReadModels, readCheckpoints } from './checkpoints.js';
import { connect } from './connection.js';
import { projections } from './projections.js';
import { startProjectors, type Projectors } from './projector.js';
import { rebuild } from './rebuild.js';
import { SCHEMA, schemaOf } from './schema.js';

jest.setTimeout(240_000);

const PROJECTOR = fileURLToPath(new URL('../../test/projector-process.ts', import.meta.url));
const LATER = schemaOf(laterVersion);
const LEADS = 'leads the read models';

let at: Bench;
let running: Projectors[];
beforeEach(async () => {
  at = await bench();
  running = [];
});
afterEach(async () => {
  await endChildren();
  await Promise.all(running.map((projectors) => projectors.stop()));
  await at.close();
});

const startProcess = (version = 'now') => startChild(PROJECTOR, { args: [at.url, version] });
const leading = (processes: readonly Child[]) => processes.find(({ stdout }) => stdout.includes(LEADS));
const oneLeads = async (processes: readonly Child[]): Promise<Child> => {
  await until(() => Promise.resolve(leading(processes) !== undefined), 'one leads', 60_000);
  const leader = leading(processes);
  if (!leader) throw new Error('Nobody leads');
  return leader;
};

async function reached(schema: string): Promise<number> {
  const client = await connect(at.url, 'test', schema);
  try {
    return lowest(await readCheckpoints(client, projections));
  } finally {
    await client.end();
  }
}
const caughtUp = (schema = SCHEMA) =>
  until(async () => (await reached(schema)) === (await at.ledger.head()), `${schema} has caught up`, 60_000);

async function expectAsBuiltAnew(): Promise<void> {
  const live = await everyRow(at);
  expect(live.entries).toHaveLength(await at.ledger.head());
  await rebuild({ ledger: at.ledger, url: at.url });
  expect(await everyRow(at)).toEqual(live);
}

/** Goes on recording until told to stop. */
function recording(story: Story) {
  let over = false;
  const ended = (async () => {
    for (let n = 1; !over; n += 1) {
      examinedPhone(story, `TW/${n}`, `S${n}`);
      await story.appendTo(at.ledger, await at.ledger.head());
      // A load, not a flood: the processes that start share the machine with it.
      await pause(50);
    }
  })();
  return () => ((over = true), ended);
}

describe('two projector processes', () => {
  it('apply each event once while the one that leads is killed, 20 times, and the other takes over', async () => {
    const stopRecording = recording(new Story());
    let processes = [startProcess(), startProcess()];
    for (let kills = 0; kills < 20; kills += 1) {
      const leader = await oneLeads(processes);
      const before = await reached(SCHEMA);
      await until(async () => (await reached(SCHEMA)) > before, 'it works', 60_000);
      await leader.kill();
      processes = [...processes.filter((process) => process !== leader), startProcess()];
    }
    await stopRecording();
    await oneLeads(processes);
    await caughtUp();
    await expectAsBuiltAnew();
  });

  it('apply each event once when the one that leads falls silent and comes back', async () => {
    const stopRecording = recording(new Story());
    const processes = [startProcess(), startProcess()];
    const silent = await oneLeads(processes);
    process.kill(silent.pid, 'SIGSTOP');
    const other = await oneLeads(processes.filter((each) => each !== silent));
    expect(other).not.toBe(silent);
    process.kill(silent.pid, 'SIGCONT');
    await stopRecording();
    await caughtUp();
    await until(() => Promise.resolve(silent.stdout.includes('trying again')), 'it noticed');
    await expectAsBuiltAnew();
  });
});

describe('an old and a new version side by side', () => {
  it('keep read models of their own, each up to date, until the old one is gone', async () => {
    const story = new Story();
    examinedPhone(story, 'TW/1', 'S1');
    await story.appendTo(at.ledger);
    const [old, later] = [startProcess('now'), startProcess('later')];
    await oneLeads([old]);
    await oneLeads([later]);
    await until(async () => (await schemas()).length === 2, 'both have tables');
    examinedPhone(story, 'TW/2', 'S2');
    await story.appendTo(at.ledger, await at.ledger.head());
    await Promise.all([caughtUp(SCHEMA), caughtUp(LATER)]);
    const rows = async (schema: string) =>
      (await at.pool.query<{ row: string }>(`SELECT e::text AS row FROM ${schema}.exhibits e ORDER BY exhibit_id`))
        .rows;
    expect(await rows(LATER)).toEqual(await rows(SCHEMA));
    expect(await rows(SCHEMA)).toHaveLength(4);

    await old.kill();
    await later.kill();
    await oneLeads([startProcess('later')]);
    await until(async () => !(await schemas()).includes(SCHEMA), 'the old tables are gone');
    expect(await schemas()).toEqual([LATER]);
  });

  it('have the tables of the old version for as long as a process of it is connected, whatever the new one does', async () => {
    const reader = new pg.Client({ connectionString: at.url });
    await reader.connect();
    await reader.query(`SELECT pg_advisory_lock_shared(${0x75736564}, hashtext($1))`, [SCHEMA]);
    const later = await startProjectors({ ledger: at.ledger, url: at.url, log: quiet, projections: laterVersion });
    running.push(later);
    await until(async () => (await later.lag().catch(() => undefined))?.leads === true, 'it leads');
    await later.stop();
    expect(await schemas()).toEqual([SCHEMA, LATER].sort());
    await reader.end();
  });

  it('build the new tables beside the old ones when there is much to build', async () => {
    const story = new Story();
    for (let n = 1; n <= 3; n += 1) examinedPhone(story, `TW/${n}`, `S${n}`);
    await story.appendTo(at.ledger);
    await migrateReadModels(at.url, laterVersion);
    running.push(
      await startProjectors({
        ...{ ledger: at.ledger, url: at.url, ledgerUrl: at.url, log: quiet, farBehind: 20 },
        projections: laterVersion,
      }),
    );
    await caughtUp(LATER);
    const { rows } = await at.pool.query(`SELECT DISTINCT generation FROM ${LATER}.checkpoints`);
    expect(rows).toEqual([{ generation: 1 }]);
  });
});

async function schemas(): Promise<readonly string[]> {
  const { rows } = await at.pool.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'read%' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
