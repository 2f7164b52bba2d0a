import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pg from 'pg';
import { endChildren, startChild, type Child } from '../support/child.js';
import { freshDatabase, type FreshDatabase } from '../support/postgres.js';
import { detectDevice, fetchAs, healthOf, openCase, pagesOf, send, startProcess, type Command } from './product.js';

jest.setTimeout(120_000);

const ROTATE_KEY = join(import.meta.dirname, '../../dist/apps/continuity/src/rotate-key.js');

let database: FreshDatabase;
let dataDir: string;
beforeEach(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'continuity-roles-'));
});
afterEach(async () => {
  await endChildren();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const start = (ROLES: string): Child => startProcess({ ROLES, DATABASE_URL: database.url, DATA_DIR: dataDir });
const json = async (url: string) => {
  const response = await fetchAs('rees', url);
  return { status: response.status, body: (await response.json()) as Record<string, never> };
};

describe('roles in processes of their own', () => {
  it('share a data folder: two for pages, one that projects, two that make custody records', async () => {
    const webs = [start('web'), start('web')];
    const [projector, ...workers] = [start('projector'), start('worker'), start('worker')];
    const [one = '', other = ''] = await Promise.all(webs.map(pagesOf));
    const health = await Promise.all([projector, ...workers].map(healthOf));
    for (const url of health)
      expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ status: 'ready' });

    const asked = openCase();
    const { caseId } = asked.body;
    const opened = (await (await send(one, asked)).json()) as { position: number };
    expect((await json(`${other}/api/cases/${caseId}?at=${opened.position}`)).status).toBe(200);

    const exhibitId = randomUUID();
    const found = (await (await send(other, detectDevice(caseId, exhibitId))).json()) as { position: number };
    expect(await json(`${one}/api/exhibits/${exhibitId}?at=${found.position}`)).toMatchObject({ status: 200 });
    const record = await fetchAs('rees', `${one}/exhibits/${exhibitId}/custody-record`, {
      ...{ method: 'POST', redirect: 'manual', body: '' },
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    });
    const place = record.headers.get('location') ?? '';
    expect([record.status, place]).toEqual([303, expect.stringContaining('custody-record')]);
    // Asked for at one, made by a worker, fetched from the other.
    for (let tries = 0; ; tries += 1) {
      const page = await (await fetchAs('rees', `${other}${place}`)).text();
      const pdf = /href="([^"]+\/custody-record\/[^"]+)"/.exec(page)?.[1];
      if (pdf !== undefined) {
        expect((await fetchAs('rees', `${other}${pdf}`)).headers.get('content-type')).toContain('pdf');
        break;
      }
      if (tries === 100) throw new Error(`No record: ${page}`);
      await pause(100);
    }
    for (const process of [...workers, projector])
      expect(await process?.signal('SIGTERM')).toEqual({ code: 0, signal: null });

    // While nobody seals, the key of the log is changed: on the word of two people, once.
    const rotateKey = async () => {
      const child = startChild(ROTATE_KEY, { env: { DATABASE_URL: database.url, DATA_DIR: dataDir } });
      return { ...(await child.exit), output: child.output };
    };
    const give = async (url: string, as: string, name: string, body: Command['body'] = {}) =>
      (await send(url, { name, body }, as)).status;
    expect(await give(one, 'varga', 'RequestKeyRotation', { reason: 'A disk was replaced' })).toBe(201);
    expect(await rotateKey()).toMatchObject({ code: 1, output: expect.stringContaining('another has authorised it') });
    expect(await give(other, 'varga', 'AuthoriseKeyRotation')).toBe(403);
    expect(await give(other, 'hart', 'AuthoriseKeyRotation')).toBe(201);
    const rotated = await rotateKey();
    expect(rotated).toMatchObject({ code: 0 });
    const [, key = 'none'] = /the log is signed by\n(\S+)\n/.exec(rotated.output) ?? [];
    expect(await (await fetchAs('rees', `${one}/integrity`)).text()).toContain(key);
    for (const web of webs) expect(await web.signal('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('need a PostgreSQL that all of them reach, and say so', async () => {
    const lonely = startProcess({ ROLES: 'web', DATABASE_URL: undefined, DATA_DIR: dataDir });
    expect(await lonely.exit).toMatchObject({ code: 1 });
    expect(lonely.stderr).toMatch(/ROLES=web .*set DATABASE_URL/);
  });
});

describe('a stop', () => {
  it('answers the commands in hand before it ends', async () => {
    const web = start('web');
    const url = await pagesOf(web);
    const opened = openCase();
    const { caseId } = opened.body;
    expect((await send(url, opened)).status).toBe(201);

    // Nobody's append gets through until this lets go.
    const holder = new pg.Client({ connectionString: database.url });
    holder.on('error', () => undefined); // of a failed test, whose database is dropped
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE ledger.events IN EXCLUSIVE MODE');
    const inHand = Array.from({ length: 20 }, () => send(url, detectDevice(caseId)));
    const metrics = `${await healthOf(web)}/metrics`;
    while (!/^continuity_http_requests_in_hand 20$/m.test(await (await fetch(metrics)).text())) await pause(20);
    const ended = web.signal('SIGTERM');
    await pause(300);
    await holder.query('COMMIT');
    expect((await Promise.all(inHand)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(await ended).toEqual({ code: 0, signal: null });
    const { rows } = await holder.query(`SELECT FROM ledger.events WHERE type = 'DeviceDetected'`);
    await holder.end();
    expect(rows).toHaveLength(20);
  });
});
