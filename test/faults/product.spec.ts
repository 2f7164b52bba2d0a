import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pg from 'pg';
import { postgresLedger, START } from '#ledger';
import { rebuild, SCHEMA } from '#read-models';
import { until } from '../../libs/read-models/test/database.js';
import { endChildren, startChild, type Child } from '../support/child.js';
import { fetchAs } from '../operations/product.js';
import { freshDatabase } from '../support/postgres.js';

jest.setTimeout(480_000);

const PRODUCT = join(import.meta.dirname, '../../dist/apps/continuity/src/main.js');
const RUNNING = /^Continuity is running at (http:\S+)$/;

/** One start of the built product; PORT 0 takes a free one. */
const startProduct = (env: Record<string, string>) =>
  startChild(PRODUCT, {
    env: {
      PORT: '0',
      DATABASE_URL: undefined,
      EVENTSTORE_URL: undefined,
      LOG_LEVEL: 'silent',
      REQUESTS_A_MINUTE: '0',
      ...env,
    },
    ownGroup: true,
  });
const address = async (product: Child) => (await product.line(RUNNING, 60_000))[1] ?? '';

interface Sent {
  readonly exhibitId: string;
  readonly key: string;
  readonly body: string;
}

const finds = (caseId: string): Sent => {
  const exhibitId = randomUUID();
  const facts = {
    caseId,
    exhibitId,
    kind: 'mobile phone',
    place: 'loft',
    detectedBy: { method: 'dog', name: 'Micky' },
  };
  return { exhibitId, key: randomUUID(), body: JSON.stringify({ ...facts, occurredAt: new Date().toISOString() }) };
};

const send = (url: string, command: string, { key, body }: Omit<Sent, 'exhibitId'>) =>
  fetchAs('rees', `${url}/api/commands/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body,
  });

async function openCase(url: string): Promise<string> {
  const caseId = randomUUID();
  const facts = { caseId, operationName: 'Faults', force: 'Hertfordshire', unit: 'Dogs', offenceTypes: ['Fraud'] };
  const { status } = await send(url, 'OpenCase', {
    key: randomUUID(),
    body: JSON.stringify({ ...facts, occurredAt: new Date().toISOString() }),
  });
  expect(status).toBe(201);
  return caseId;
}

/** Eight officers who record finds until their server is gone. What was answered 201 is acknowledged; the rest is sent again later. */
async function recordUntilGone(url: string, caseId: string, acknowledged: Sent[], unanswered: Sent[]): Promise<void> {
  const officer = async () => {
    for (;;) {
      const find = finds(caseId);
      const status = await send(url, 'DetectDevice', find).then(
        (response) => response.status,
        () => undefined,
      );
      if (status === 201) acknowledged.push(find);
      else unanswered.push(find);
      if (status === undefined) return;
    }
  };
  await Promise.all(Array.from({ length: 8 }, officer));
}

describe('npm start', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'continuity-start-'));
  });
  afterEach(async () => {
    await endChildren();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('stops cleanly on Ctrl-C, and has everything again after kill -9', async () => {
    const first = startProduct({ DATA_DIR: dataDir });
    const caseId = await openCase(await address(first));
    await first.kill();

    const second = startProduct({ DATA_DIR: dataDir });
    const found = await fetchAs('rees', `${await address(second)}/api/cases/${caseId}?at=1`);
    expect([found.status, await found.json()]).toMatchObject([200, { caseId, operationName: 'Faults' }]);
    expect(await second.interruptGroup()).toEqual({ code: 0, signal: null });

    const third = startProduct({ DATA_DIR: dataDir });
    expect((await fetchAs('rees', `${await address(third)}/api/cases/${caseId}`)).status).toBe(200);
    expect(await third.signal('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('refuses a second start on the same data folder, and says who has it', async () => {
    const first = startProduct({ DATA_DIR: dataDir });
    await address(first);
    const second = startProduct({ DATA_DIR: dataDir });
    expect(await second.exit).toMatchObject({ code: 1 });
    expect(second.stderr).toContain(dataDir);
    expect(second.stderr).toContain(String(first.pid));
    expect(second.stderr).not.toMatch(/\n\s+at /);
    await first.interruptGroup();
  });

  it('names a port that is in use', async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as AddressInfo;
    const product = startProduct({ DATA_DIR: dataDir, PORT: String(port) });
    expect(await product.exit).toMatchObject({ code: 1 });
    expect(product.stderr).toMatch(new RegExp(`Port ${port} .*in use`));
    expect(product.stderr).not.toMatch(/\n\s+at /);
    taken.close();
  });

  it('names every setting that cannot be used', async () => {
    const wrong = { PORT: 'many', ROLES: 'web,cook', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud' };
    const product = startProduct({ DATA_DIR: dataDir, ...wrong });
    expect(await product.exit).toMatchObject({ code: 1 });
    for (const name of Object.keys(wrong)) expect(product.stderr).toContain(`${name} must be`);
  });

  it('says in a sentence that a database or a key cannot be used', async () => {
    const nowhere = 'postgres://x:secret@127.0.0.1:1/x';
    const [database, key] = [
      startProduct({ DATA_DIR: dataDir, DATABASE_URL: nowhere }),
      startProduct({ DATA_DIR: dataDir, DATABASE_URL: nowhere, MASTER_KEY_FILE: dataDir }),
    ];
    expect(await database.exit).toMatchObject({ code: 1 });
    expect(database.stderr).toBe('The database cannot be reached: connect ECONNREFUSED 127.0.0.1:1\n');
    expect(await key.exit).toMatchObject({ code: 1 });
    expect(key.stderr).toContain(`${dataDir} cannot be used for the master key: EISDIR`);
    expect(key.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('two processes on one database, killed at random moments', () => {
  const KILLS = 50;

  it('keep every acknowledged find once, in order, without gaps, and read models that equal a rebuild', async () => {
    const database = await freshDatabase();
    const folders = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'continuity-kill-'))));
    const start = (folder: string) =>
      startProduct({ DATA_DIR: folder, DATABASE_URL: database.url, ROLES: 'web,projector' });
    const acknowledged: Sent[] = [];
    const unanswered: Sent[] = [];
    let caseId: string | undefined;
    try {
      for (let kills = 0; kills < KILLS; kills += folders.length) {
        const products = folders.map(start);
        const urls = await Promise.all(products.map(address));
        caseId ??= await openCase(urls[0] ?? '');
        const open = caseId;
        const before = acknowledged.length;
        const recording = urls.map((url) => recordUntilGone(url, open, acknowledged, unanswered));
        // Killed at work: a process that has just begun asks who sends, and gets ready, before it acknowledges anything.
        while (acknowledged.length === before) await pause(5);
        for (const product of products) {
          await pause(randomInt(20, 250));
          await product.kill();
        }
        await Promise.all(recording);
      }
      await everythingIsThere(database.url, caseId ?? '', start(folders[0] ?? ''), acknowledged, unanswered);
    } finally {
      await endChildren();
      await database.drop();
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    }
  });
});

async function everythingIsThere(
  databaseUrl: string,
  caseId: string,
  product: Child,
  acknowledged: readonly Sent[],
  unanswered: readonly Sent[],
) {
  const url = await address(product);
  // A client that got no answer sends the same command again.
  for (const find of unanswered) expect((await send(url, 'DetectDevice', find)).status).toBe(201);
  const ledger = await postgresLedger({ url: databaseUrl });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const head = await ledger.head();
    const events = await ledger.readAll(START, head + 1);
    expect(events.map(({ position }) => position)).toEqual(Array.from({ length: head }, (_, i) => i + 1));
    const found = events.filter(({ type }) => type === 'DeviceDetected').map(({ stream }) => stream);
    const expected = [...acknowledged, ...unanswered].map(({ exhibitId }) => `exhibit-${exhibitId}`);
    expect(acknowledged.length).toBeGreaterThan(KILLED_WHILE_BUSY);
    expect(found.sort()).toEqual(expected.sort());

    expect((await fetchAs('rees', `${url}/api/cases/${caseId}?at=${head}`)).status).toBe(200);
    // That somebody looked was recorded too.
    const looked = await ledger.head();
    const reached = async () => {
      const { rows } = await client.query<{ at: string }>(`SELECT min(position) AS at FROM ${SCHEMA}.checkpoints`);
      return Number(rows[0]?.at) === looked;
    };
    await until(reached, 'the look is projected');
    await product.signal('SIGTERM');
    const live = await tables(client);
    await rebuild({ ledger, url: databaseUrl, ledgerUrl: databaseUrl });
    expect(await tables(client)).toEqual(live);
    expect(Object.values(live).every(({ rows }) => rows === 0)).toBe(false);
  } finally {
    await client.end();
    await ledger.close();
  }
}

/** The kills mean nothing if hardly anything was being recorded. */
const KILLED_WHILE_BUSY = 100;

/** Every read model's table by name: how many rows, and a digest of all of them. */
async function tables(client: pg.Client): Promise<Record<string, { rows: number; digest: string }>> {
  const { rows: names } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND relname <> 'checkpoints' ORDER BY 1",
    [SCHEMA],
  );
  const found: Record<string, { rows: number; digest: string }> = {};
  for (const { name } of names) {
    const { rows } = await client.query<{ rows: number; digest: string }>(
      `SELECT count(*)::int AS rows, coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS digest FROM ${SCHEMA}.${name} t`,
    );
    if (rows[0]) found[name] = rows[0];
  }
  return found;
}
