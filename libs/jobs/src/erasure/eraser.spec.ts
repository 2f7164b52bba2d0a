import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ErasedView } from '#read-models';
import { until } from '../../../ledger/src/ledger.contract.js';
import { asNothingIsErased } from './as-nothing-is-erased.js';
import { startEraser } from './eraser.js';

const ID = '00000000-0000-4000-8000-00000000000';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let dataDir: string;
let stop: (() => Promise<void>) | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'continuity-eraser-'));
});
afterEach(async () => {
  await stop?.();
  await rm(dataDir, { recursive: true });
});

const files = async (folder: string) => (await readdir(join(dataDir, folder))).sort();
const write = async (folder: string, name: string, text: string) => {
  await mkdir(join(dataDir, folder), { recursive: true });
  await writeFile(join(dataDir, folder, name), text);
};

const erasure: ErasedView = {
  ...{ position: 7, subjects: [`suspect-${ID}1`, `exhibit-${ID}2/text`] },
  streams: [`suspect-${ID}1`, `exhibit-${ID}2`],
};
function erase(readModels: { erased(after: number): Promise<readonly ErasedView[]> }, destroyed: string[]) {
  const keys = { destroy: (subject: string) => Promise.resolve(void destroyed.push(subject)) };
  const eraser = startEraser({ readModels, keys, dataDir, log });
  stop = () => eraser.stop();
}

it('destroys the keys of what is erased, and deletes the files that were made with them, and those half made', async () => {
  await write('custody-records', `${ID}2-5.pdf`, 'x');
  await write('custody-records', `${ID}3-5.pdf`, 'x');
  await write('custody-records', `${ID}3-6.pdf.part`, 'x');
  // The name of the stream is cut in two where a file is read piece by piece.
  await write('packs', `${ID}a.zip`, `${'-'.repeat(65_530)}exhibit-${ID}2 and more`);
  await write('packs', `${ID}b.zip`, `exhibit-${ID}3`);
  await mkdir(join(dataDir, 'packs', `${ID}c.part`), { recursive: true });
  const destroyed: string[] = [];
  erase({ erased: (after) => Promise.resolve(after < 7 ? [erasure] : []) }, destroyed);
  await until(async () => (await files('packs')).length === 1);
  expect(await files('packs')).toEqual([`${ID}b.zip`]);
  expect(await files('custody-records')).toEqual([`${ID}3-5.pdf`]);
  expect(destroyed).toEqual(erasure.subjects);
});

it('does again what a crash may have left, and tries until it is done', async () => {
  await write('custody-records', `${ID}2-5.pdf`, 'x');
  let looks = 0;
  const destroyed: string[] = [];
  const erased = (after: number) => {
    looks += 1;
    return looks === 1 ? Promise.reject(new Error('out of reach')) : Promise.resolve(after < 7 ? [erasure] : []);
  };
  erase({ erased }, destroyed);
  await until(async () => (await files('custody-records')).length === 0);
  await until(() => Promise.resolve(looks > 2));
  expect(destroyed).toEqual(erasure.subjects);
});

it('makes a file anew when a key was destroyed while it was made', async () => {
  let keysDestroyed = 3;
  const did: string[] = [];
  const made = await asNothingIsErased(
    { destroyed: () => Promise.resolve(keysDestroyed) },
    {
      make: () => {
        did.push('made');
        if (did.length === 1) keysDestroyed += 1;
        return Promise.resolve(did.length);
      },
      unmake: () => Promise.resolve(void did.push('deleted')),
    },
  );
  expect([did, made]).toEqual([['made', 'deleted', 'made'], 3]);
});
