import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootOwnedCopy } from './root-owned-copy.js';

const asRoot = process.getuid?.() === 0 ? describe : describe.skip;
const SOMEBODY = 65534;

asRoot('the copy of PostgreSQL that root lets another user run', () => {
  let root: string;
  let source: string;
  let home: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'continuity-copy-'));
    source = join(root, 'native');
    home = join(root, 'home');
    mkdirSync(join(source, 'bin'), { recursive: true });
    writeFileSync(join(source, 'bin/postgres'), 'the program', { mode: 0o700 });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const copy = (homes = [home]) => rootOwnedCopy(source, 'postgresql-1', () => undefined, homes);

  it('can be read and run by everybody and changed by root alone, whatever the modes of the original', () => {
    const program = statSync(join(copy(), 'bin/postgres'));
    expect([program.mode & 0o777, program.uid]).toEqual([0o755, 0]);
    expect(statSync(home).mode & 0o777).toBe(0o755);
  });

  it('is made once', () => {
    const first = copy();
    const made = statSync(join(first, 'bin/postgres')).ino;
    expect(copy()).toBe(first);
    expect(statSync(join(first, 'bin/postgres')).ino).toBe(made);
    expect(readdirSync(home)).toHaveLength(1);
  });

  it('is another one when the program is another one of the same size', () => {
    const first = copy();
    writeFileSync(join(source, 'bin/postgres'), 'the mapgror');
    expect(copy()).not.toBe(first);
  });

  it('is made again when a power cut left it torn', () => {
    const torn = join(copy(), 'bin/postgres');
    truncateSync(torn, 3);
    copy();
    expect(statSync(torn).size).toBe('the program'.length);
  });

  it('is made again when a file in it came to belong to another user', () => {
    const planted = join(copy(), 'bin/postgres');
    chownSync(planted, SOMEBODY, SOMEBODY);
    copy();
    expect(statSync(planted).uid).toBe(0);
  });

  it('is not taken from a folder that another user made beforehand', () => {
    const first = copy();
    chownSync(first, SOMEBODY, SOMEBODY);
    expect(() => copy()).toThrow(/is not root's alone.*set DATABASE_URL/);
  });

  it('goes to the second place when the first belongs to another user', () => {
    mkdirSync(home);
    chownSync(home, SOMEBODY, SOMEBODY);
    const second = join(root, 'second');
    expect(copy([home, second])).toContain(second);
    expect(readdirSync(home)).toEqual([]);
  });

  it('is given up when a folder above its place could be swapped by others', () => {
    const open = join(root, 'open');
    mkdirSync(open);
    chownSync(open, SOMEBODY, SOMEBODY);
    expect(() => copy([join(open, 'home')])).toThrow('is not a folder that only root can change');
    expect(existsSync(join(open, 'home/postgresql-1'))).toBe(false);
  });
});
