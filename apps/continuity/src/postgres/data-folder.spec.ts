import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { type Child, endChildren, startChild } from '../../../../test/support/child.js';
import { DataFolderInUse, DataFolderNotWritable, lockDataFolder } from './data-folder.js';

const HOLDER = fileURLToPath(new URL('../../../../test/support/hold-folder.ts', import.meta.url));

jest.setTimeout(60_000); // real processes, perhaps on a busy machine

describe('the lock on the data folder', () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'continuity-lock-'));
    folder = join(root, 'data');
  });
  afterEach(async () => {
    await endChildren();
    rmSync(root, { recursive: true });
  });

  const holder = async (): Promise<Child> => {
    const child = startChild(HOLDER, { args: [folder] });
    await child.line(/^held$/);
    return child;
  };
  const claims = () => readdirSync(folder).filter((name) => name.includes('.lock.'));

  it('makes a missing folder that only its owner can enter', async () => {
    const lock = await lockDataFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await lock.release();
  });

  it('refuses a second process, naming the folder and the process that holds it', async () => {
    const first = await holder();
    const second = lockDataFolder(folder);
    await expect(second).rejects.toThrow(DataFolderInUse);
    await expect(second).rejects.toThrow(`The data folder ${folder} is in use by process ${first.pid}.`);
  });

  it('refuses the process that already holds it', async () => {
    const lock = await lockDataFolder(folder);
    await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderInUse);
    await lock.release();
  });

  it('refuses a second process while the first is suspended', async () => {
    const first = await holder();
    process.kill(first.pid, 'SIGSTOP');
    await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderInUse);
  });

  it('is free again once released, and leaves nothing in the folder', async () => {
    const lock = await lockDataFolder(folder);
    await lock.release();
    await lock.release();
    expect(claims()).toEqual([]);
    await (await lockDataFolder(folder)).release();
  });

  it('is taken over from a holder that was killed', async () => {
    const first = await holder();
    await first.kill();
    expect(claims()).toHaveLength(1);
    const lock = await lockDataFolder(folder);
    expect(claims()).toEqual([expect.stringContaining(`.${process.pid}.`)]);
    await lock.release();
  });

  it('is taken over although the process id of the killed holder belongs to another program by now', async () => {
    const first = await holder();
    await first.kill();
    // This very process is alive and holds nothing.
    for (const claim of claims()) {
      renameSync(join(folder, claim), join(folder, claim.replace(String(first.pid), String(process.pid))));
    }
    await (await lockDataFolder(folder)).release();
    expect(claims()).toEqual([]);
  });

  it('goes to exactly one of eight processes that start at once beside a dead claim', async () => {
    await (await holder()).kill();
    const starters = Array.from({ length: 8 }, () => startChild(HOLDER, { args: [folder] }));
    const answers = await Promise.all(starters.map((starter) => starter.line(/^(held|refused DataFolderInUse)/)));
    expect(answers.map(([, answer]) => answer).filter((answer) => answer === 'held')).toHaveLength(1);
    expect(claims()).toHaveLength(1);
  });

  it('goes to at most one of many claims of one process made in the same instant', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => lockDataFolder(folder)));
    const locks = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(locks.length).toBeLessThanOrEqual(1);
    await Promise.all(locks.map((lock) => lock.release()));
  });

  it('works in a folder whose path is longer than the name of a socket may be', async () => {
    folder = join(root, 'a'.repeat(60), 'b'.repeat(60));
    const first = await holder();
    await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderInUse);
    await first.endInput();
    await (await lockDataFolder(folder)).release();
  });

  it('keeps locks of different purposes apart', async () => {
    const one = await lockDataFolder(folder, 'continuity');
    const other = await lockDataFolder(folder, 'postgres');
    await one.release();
    await other.release();
  });

  it('says that a folder cannot be used, and why', async () => {
    writeFileSync(folder, '');
    const attempt = lockDataFolder(join(folder, 'below-a-file'));
    await expect(attempt).rejects.toThrow(DataFolderNotWritable);
    await expect(attempt).rejects.toThrow(/below-a-file.* cannot be used: ENOTDIR/);
    expect(existsSync(join(folder, 'below-a-file'))).toBe(false);
  });

  it('says so as well where a file system takes no folders', async () => {
    await expect(lockDataFolder('/proc/continuity/data')).rejects.toThrow(DataFolderNotWritable);
  });

  it('leaves files of the folder alone whose names only resemble a claim', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'continuity.lock.notes'), 'mine');
    await (await lockDataFolder(folder)).release();
    expect(readdirSync(folder)).toEqual(['continuity.lock.notes']);
  });
});
