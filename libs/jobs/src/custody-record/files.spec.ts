import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { EXHIBIT_ID } from '../../test/invented-exhibit.js';
import { RecordFiles } from './files.js';

const ID = `${EXHIBIT_ID}-12`;
let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'continuity-jobs-'));
});
afterEach(() => rm(dataDir, { recursive: true }));
const names = () => readdir(join(dataDir, 'custody-records'));

it('gives back what was put in, and leaves nothing else', async () => {
  const files = new RecordFiles(dataDir);
  expect(await files.has(ID)).toBe(false);
  expect(await files.read(ID)).toBeUndefined();
  await Promise.all([1, 2, 3].map(() => files.write(ID, Buffer.from('a record'))));
  const file = await files.read(ID);
  expect(file && (await buffer(file)).toString()).toBe('a record');
  expect(await names()).toEqual([`${ID}.pdf`]);
});

it.each(['', '..', '../x', `../${ID}`, `${ID}/../../x`, `${ID}\0`, `${EXHIBIT_ID}-0`, EXHIBIT_ID])(
  'takes %j for no name',
  async (id) => {
    const files = new RecordFiles(dataDir);
    expect(await files.has(id)).toBe(false);
    expect(await files.read(id)).toBeUndefined();
    await expect(files.write(id, Buffer.from('x'))).rejects.toThrow();
  },
);

it('sweeps up what dead processes left, and not what others are writing', async () => {
  const files = new RecordFiles(dataDir);
  await files.write(ID, Buffer.from('a record'));
  const [old, young] = ['old.part', 'young.part'].map((name) => join(dataDir, 'custody-records', name));
  for (const part of [old, young]) await writeFile(part ?? '', '');
  const twoHoursAgo = Date.now() / 1_000 - 7_200;
  await utimes(old ?? '', twoHoursAgo, twoHoursAgo);
  await files.sweep();
  expect((await names()).sort()).toEqual([`${ID}.pdf`, 'young.part']);
});
