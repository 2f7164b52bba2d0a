import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachmentsIn, mediaTypeOf } from './attachments.js';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const sha256 = createHash('sha256').update(PNG).digest('hex');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'continuity-attachments-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('keeps a file once, under the hash of its bytes', async () => {
  const attachments = attachmentsIn(folder);
  for (let n = 0; n < 2; n += 1)
    expect(await attachments.keep(PNG)).toEqual({ sha256, bytes: PNG.length, mediaType: 'image/png' });
  expect(await readdir(join(folder, sha256.slice(0, 2)))).toEqual([sha256]);
  expect(await attachments.read(sha256)).toEqual(PNG);
});

it('gives out no file that was altered, and none beside its folder', async () => {
  const attachments = attachmentsIn(folder);
  await attachments.keep(PNG);
  await writeFile(join(folder, sha256.slice(0, 2), sha256), 'other bytes');
  await expect(attachments.read(sha256)).rejects.toThrow('other bytes than were recorded');
  expect(await attachments.read('../../etc/passwd')).toBeUndefined();
  expect(await attachments.read('0'.repeat(64))).toBeUndefined();
});

it.each(['<svg onload="alert(1)"/>', '<html>', 'MZ', '#!/bin/sh', ''])(
  'takes no %j, whatever it is called',
  async (text) => {
    expect(mediaTypeOf(Buffer.from(text))).toBeUndefined();
    expect(await attachmentsIn(folder).keep(Buffer.from(text))).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  },
);
