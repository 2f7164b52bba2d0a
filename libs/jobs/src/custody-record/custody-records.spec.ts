import { jest } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endChildren, startChild } from '../../../../test/support/child.js';
import { entry, EXHIBIT_ID, exhibitView, InventedExhibit, OKAFOR } from '../../test/invented-exhibit.js';
import { readPdf } from '../../test/pdf-text.js';
import { onPostgres, onRedis, redisMissing, until, type Place } from '../../test/queue-places.js';
import { queueConnection } from '../queues/queue-connection.js';
import { custodyRecords, type CustodyRecords } from './custody-records.js';
import { UnknownExhibit } from './request.js';
import { startWorker } from './worker.js';

jest.setTimeout(60_000);
const WORKER = fileURLToPath(new URL('../../test/worker-process.ts', import.meta.url));
const BELL = { id: 'bell', name: 'Karen Bell' };

const missing = redisMissing();
describe.each([
  ['PostgreSQL', onPostgres, undefined],
  ['Redis', onRedis, missing],
] as const)('custody records queued on %s', (on, open, cannot) => {
  if (cannot !== undefined) {
    // A developer's machine may do without it; CI may not.
    (process.env['CI'] ? it : it.skip)('has a server to run on', () => {
      throw new Error(cannot);
    });
    return;
  }

  let place: Place;
  let dataDir: string;
  let closing: (() => Promise<void>)[];
  let troubles: string[];
  beforeEach(async () => {
    place = await open();
    dataDir = await mkdtemp(join(tmpdir(), 'continuity-jobs-'));
    closing = [];
    troubles = [];
  });
  afterEach(async () => {
    await endChildren();
    for (const close of closing.reverse()) await close();
    await place.close();
    await rm(dataDir, { recursive: true });
  });

  const connection = () => queueConnection(place.at);
  const files = () => readdir(join(dataDir, 'custody-records'));
  const textOf = async (records: CustodyRecords, id: string) => {
    const file = await records.file(id);
    return file && readPdf(await buffer(file)).pages.join('');
  };

  async function office(exhibit: InventedExhibit, retryAfterMs = 20) {
    const onTrouble = (error: Error) => void troubles.push(error.message);
    const records = await custodyRecords({ connection: connection(), dataDir, ...exhibit, onTrouble, retryAfterMs });
    closing.push(() => records.close());
    return records;
  }
  async function work(exhibit: InventedExhibit, silentForMs = 10_000) {
    const note = (context: object, message: string) => void troubles.push(`${message} ${JSON.stringify(context)}`);
    const log = { info: () => undefined, warn: note, error: note };
    const worker = await startWorker({ connection: connection(), dataDir, ...exhibit, log, silentForMs });
    closing.push(() => worker.close());
    return worker;
  }
  const ready = (records: CustodyRecords, id: string) =>
    until(async () => (await records.status(id))?.state === 'ready');

  it('makes the record that was asked for', async () => {
    const exhibit = new InventedExhibit(3);
    const records = await office(exhibit);
    await work(exhibit);
    const id = await records.ask(EXHIBIT_ID, OKAFOR);
    await ready(records, id);
    expect(await textOf(records, id)).toContain('As of position 3');
    expect(await files()).toEqual([`${EXHIBIT_ID}-3.pdf`]);
    expect(troubles).toEqual([]);
  });

  it('says how far it is', async () => {
    const exhibit = new InventedExhibit(120);
    const records = await office(exhibit);
    const id = await records.ask(EXHIBIT_ID, OKAFOR);
    expect(await records.status(id)).toEqual({ state: 'waiting', progress: 0 });
    expect(await records.file(id)).toBeUndefined();
    const making = exhibit.twin();
    const inHand = new Promise<() => void>((begin) => {
      making.onTimeline = () => new Promise((goOn) => begin(goOn));
    });
    await work(making);
    const goOn = await inHand;
    expect(await until(async () => (await records.status(id))?.state === 'working' && records.status(id))).toEqual({
      state: 'working',
      progress: 0,
    });
    goOn();
    await ready(records, id);
    expect(await records.status(id)).toEqual({ state: 'ready', progress: 100 });
  });

  it('makes one record for all who ask before anything more happens, and another after', async () => {
    const exhibit = new InventedExhibit(2);
    const records = await office(exhibit);
    const ids = await Promise.all(Array.from({ length: 20 }, () => records.ask(EXHIBIT_ID, OKAFOR)));
    expect(new Set(ids)).toEqual(new Set([`${EXHIBIT_ID}-2`]));
    exhibit.items.push(entry(3));
    const later = await records.ask(EXHIBIT_ID, BELL);
    await work(exhibit);
    await ready(records, later);
    await ready(records, `${EXHIBIT_ID}-2`);
    expect(await records.ask(EXHIBIT_ID, BELL)).toBe(later);
    expect(await files()).toHaveLength(2);
  });

  it('says what was so when it was asked for, whatever happened until it is made', async () => {
    const exhibit = new InventedExhibit(2);
    const records = await office(exhibit);
    const id = await records.ask(EXHIBIT_ID, OKAFOR);
    exhibit.items.push(entry(3, { summary: 'returned to its owner' }));
    exhibit.view = { ...exhibitView, custody: 'returned', description: 'corrected later' };
    await work(exhibit);
    await ready(records, id);
    const text = await textOf(records, id);
    expect(text).toContain(exhibitView.description);
    expect(text).not.toMatch(/returned|corrected/);
  });

  it('knows no record that nobody asked for, and no path', async () => {
    const exhibit = new InventedExhibit(1);
    const records = await office(exhibit);
    await expect(records.ask('9d2c5f5e-0000-4000-8000-000000000000', OKAFOR)).rejects.toThrow(UnknownExhibit);
    for (const id of [
      `${EXHIBIT_ID}-7`,
      '',
      '../../etc/passwd',
      `${EXHIBIT_ID}-1/../x`,
      `../${EXHIBIT_ID}-1`,
      `${EXHIBIT_ID}-1\0`,
      `${EXHIBIT_ID}-1\n`,
    ]) {
      expect(await records.status(id)).toBeUndefined();
      expect(await records.file(id)).toBeUndefined();
    }
  });

  it('tries three times, then says that it failed, and makes it when asked again', async () => {
    const records = await office(new InventedExhibit(2));
    const broken = new InventedExhibit(2);
    let attempts = 0;
    broken.onTimeline = () => {
      attempts += 1;
      if (attempts <= 3) throw new Error('no disk');
    };
    await work(broken);
    const id = await records.ask(EXHIBIT_ID, OKAFOR);
    await until(async () => (await records.status(id))?.state === 'failed');
    expect(attempts).toBe(3);
    await until(() => Promise.resolve(troubles.length === 3));
    expect(troubles[0]).toContain('no disk');
    await Promise.all(Array.from({ length: 5 }, () => records.ask(EXHIBIT_ID, OKAFOR)));
    await ready(records, id);
  });

  it('takes up the job of a worker that was killed with it in hand', async () => {
    const exhibit = new InventedExhibit(40);
    const records = await office(exhibit);
    const id = await records.ask(EXHIBIT_ID, OKAFOR);
    const doomed = startChild(WORKER, { args: [JSON.stringify(place.at), dataDir, '40', '1000'] });
    await doomed.line(/^in hand$/);
    expect((await records.status(id))?.state).toBe('working');
    await doomed.kill();
    await work(exhibit, 1_000);
    await ready(records, id);
    expect(await textOf(records, id)).toContain('40 entries');
    expect(await files()).toEqual([`${id}.pdf`]);
    expect(troubles).toEqual([]);
  });

  it('leaves a job to a worker that is slow but alive', async () => {
    const slow = new InventedExhibit(2);
    const records = await office(new InventedExhibit(2));
    let taken = 0;
    slow.onTimeline = () => {
      taken += 1;
      return pause(2_000);
    };
    await work(slow, 600);
    await work(slow, 600);
    const id = await records.ask(EXHIBIT_ID, OKAFOR);
    await ready(records, id);
    expect(taken).toBe(1);
  });

  it('finishes the job in hand before it closes', async () => {
    const exhibit = new InventedExhibit(2);
    const records = await office(exhibit);
    const id = await records.ask(EXHIBIT_ID, OKAFOR);
    const slow = new InventedExhibit(2);
    const begun = new Promise<void>((begin) => {
      slow.onTimeline = () => {
        begin();
        return pause(300);
      };
    });
    const worker = await work(slow);
    await begun;
    await worker.close();
    expect((await records.status(id))?.state).toBe('ready');
  });

  const wipes =
    on === 'PostgreSQL'
      ? ['its tables are emptied', 'its tables are dropped', 'its schema is dropped']
      : ['it is flushed'];
  it.each(wipes)('loses no record that was asked for when %s', async (how) => {
    const wipe = place.wipes[how] ?? (() => Promise.reject(new Error(how)));
    const exhibit = new InventedExhibit(1);
    const records = await office(exhibit);
    const first = await records.ask(EXHIBIT_ID, OKAFOR);
    await wipe(); // while a job waits
    expect(await records.status(first)).toEqual({ state: 'waiting', progress: 0 });
    expect(await records.asked()).toBe(1);

    const bench = exhibit.twin();
    const worker = await work(bench);
    await ready(records, first);

    await wipe(); // while the worker waits for work
    expect((await records.status(first))?.state).toBe('ready');
    exhibit.items.push(entry(2));
    await ready(records, await records.ask(EXHIBIT_ID, OKAFOR));

    const inHand = new Promise<() => void>((begin) => {
      bench.onTimeline = () => new Promise((goOn) => begin(goOn));
    });
    exhibit.items.push(entry(3));
    const third = await records.ask(EXHIBIT_ID, OKAFOR);
    const goOn = await inHand;
    await wipe(); // while it has a job in hand
    goOn();
    await ready(records, third);

    await until(async () => (await records.asked()) === 0);
    await worker.close(); // and after a restart
    const anew = await office(exhibit);
    await work(exhibit);
    exhibit.items.push(entry(4));
    await ready(anew, await anew.ask(EXHIBIT_ID, OKAFOR));
  });

  if (on === 'Redis')
    it('loses no record when it is killed, with a job in hand, with one waiting, and is away when one is asked for', async () => {
      const crash = place.crash ?? (() => Promise.reject(new Error('it cannot be killed')));
      const exhibit = new InventedExhibit(1);
      const records = await office(exhibit);
      const bench = exhibit.twin();
      const inHand = new Promise<() => void>((begin) => {
        bench.onTimeline = () => new Promise((goOn) => begin(goOn));
      });
      await work(bench);
      const first = await records.ask(EXHIBIT_ID, OKAFOR);
      const goOn = await inHand;
      exhibit.items.push(entry(2));
      const second = await records.ask(EXHIBIT_ID, OKAFOR);

      const comeBack = await crash();
      exhibit.items.push(entry(3));
      const third = await records.ask(EXHIBIT_ID, OKAFOR);
      expect(await records.status(third)).toEqual({ state: 'waiting', progress: 0 });
      await expect(records.queued()).rejects.toThrow();
      bench.onTimeline = () => undefined;
      goOn();
      await comeBack();
      for (const id of [first, second, third]) await ready(records, id);
      await until(async () => (await records.asked()) === 0);
      expect((await files()).sort()).toEqual([first, second, third].map((id) => `${id}.pdf`).sort());
    });

  it('goes on when its connections were cut', async () => {
    const exhibit = new InventedExhibit(1);
    const records = await office(exhibit);
    await work(exhibit);
    await ready(records, await records.ask(EXHIBIT_ID, OKAFOR));
    await place.cut();
    exhibit.items.push(entry(2));
    const id = await until(() => records.ask(EXHIBIT_ID, OKAFOR).catch(() => undefined)); // the first may meet the cut
    await ready(records, id);
  });
});
