import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { masterKeyFrom, searchKeyOf } from './master-key.js';

describe('the master key', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'continuity-key-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('is made once, for its owner only, and is the same ever after', async () => {
    const file = join(folder, 'deeper', 'master.key');
    const key = await masterKeyFrom(file);
    expect(key).toHaveLength(32);
    expect(await masterKeyFrom(file)).toStrictEqual(key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'ascii')).toBe(`${Buffer.from(key).toString('base64')}\n`);
  });

  it('is one key when many ask for it at once, and leaves no drafts behind', async () => {
    const file = join(folder, 'master.key');
    const keys = await Promise.all(Array.from({ length: 20 }, () => masterKeyFrom(file)));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(await readdir(folder)).toStrictEqual(['master.key']);
  });

  it.each([
    ['empty', ''],
    ['half a key', Buffer.alloc(16).toString('base64')],
    ['something else', 'correct horse battery staple correct horse '],
  ])('is refused when the file holds %s, and left as it is', async (_, text) => {
    const file = join(folder, 'master.key');
    await writeFile(file, text, { mode: 0o600 });
    await expect(masterKeyFrom(file)).rejects.toThrow('does not hold a master key');
    expect(await readFile(file, 'ascii')).toBe(text);
  });

  it('is refused when others than its owner may read it', async () => {
    const file = join(folder, 'master.key');
    await masterKeyFrom(file);
    await chmod(file, 0o640);
    await expect(masterKeyFrom(file)).rejects.toThrow('chmod 600');
  });

  it('says of a file that cannot be read which it is, and why', async () => {
    await expect(masterKeyFrom(folder)).rejects.toThrow(`${folder} cannot be used for the master key: EISDIR`);
    const nowhere = '/proc/continuity/master.key';
    await expect(masterKeyFrom(nowhere)).rejects.toThrow(`${nowhere} cannot be used for the master key: ENOENT`);
  });

  it('gives the index of names a key of its own', async () => {
    const key = await masterKeyFrom(join(folder, 'master.key'));
    expect(searchKeyOf(key)).toHaveLength(32);
    expect(searchKeyOf(key)).toEqual(searchKeyOf(key));
    expect(searchKeyOf(key)).not.toEqual(key);
  });
});
