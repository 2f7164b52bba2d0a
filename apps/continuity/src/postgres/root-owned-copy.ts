import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { codeOf, reason } from '../thrown.js';
import { EmbeddedPostgresFault } from './fault.js';

/** Where the copy may live, first choice first: everyone may enter, and nobody but root can replace what is in it. */
const HOMES = ['/var/lib/continuity', '/var/tmp/continuity'];
const ABANDONED_AFTER = 3_600_000;

/**
 * The folder of a copy of `source` that every user can read and only root can change, made once per content: its name
 * is `name` and a fingerprint of the files. A copy that is not root's, or differs from its fingerprint, is never used.
 * Safe when several processes make it at once. For root only.
 *
 * @throws {EmbeddedPostgresFault} no such folder can be made, or someone else owns it
 */
export function rootOwnedCopy(source: string, name: string, log: (line: string) => void, homes = HOMES): string {
  const original = filesOf(source);
  const fingerprint = fingerprintOf(source, original);
  const refusals: string[] = [];
  for (const home of homes) {
    try {
      prepareHome(home);
      const copy = join(home, `${name}-${fingerprint}`);
      const state = stateOf(copy, fingerprint);
      if (state === 'sound') return copy;
      if (state === 'damaged') rmSync(copy, { recursive: true, force: true });
      makeCopy(source, original, copy);
      if (stateOf(copy, fingerprint) !== 'sound') throw new Error(`${copy} differs from its original`);
      log(`PostgreSQL does not run as root: copied it to ${copy}, to run as another user.`);
      return copy;
    } catch (thrown) {
      refusals.push(reason(thrown));
    }
  }
  throw new EmbeddedPostgresFault(
    'PostgreSQL does not run as root, and no copy of it could be made for another user to run: ' +
      `${refusals.join('; ')}. Start as an ordinary user, or set DATABASE_URL.`,
  );
}

interface Entry {
  path: string;
  kind: 'folder' | 'file' | 'link';
  size: number;
  executable: boolean;
  onlyRootWrites: boolean;
}

function filesOf(folder: string, below = folder): Entry[] {
  const names = readdirSync(below).sort();
  return names.flatMap((name) => {
    const full = join(below, name);
    const entry = entryOf(full, relative(folder, full));
    return entry.kind === 'folder' ? [entry, ...filesOf(folder, full)] : [entry];
  });
}

function entryOf(full: string, path: string): Entry {
  const stat = lstatSync(full);
  const kind = stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'file';
  return {
    path,
    kind,
    size: kind === 'file' ? stat.size : 0,
    executable: (stat.mode & 0o111) !== 0,
    onlyRootWrites: stat.uid === 0 && (kind === 'link' || (stat.mode & 0o022) === 0),
  };
}

/** Names and sizes of all files, and the bytes of the server program: enough to tell builds and torn copies apart. */
function fingerprintOf(folder: string, entries: Entry[]): string {
  const hash = createHash('sha256');
  for (const { path, kind, size } of entries) {
    const target = kind === 'link' ? readlinkSync(join(folder, path)) : '';
    hash.update(JSON.stringify([path, kind, size, target]));
  }
  hash.update(readFileSync(join(folder, 'bin/postgres')));
  return hash.digest('hex').slice(0, 16);
}

function stateOf(copy: string, fingerprint: string): 'absent' | 'damaged' | 'sound' {
  const top = lstatSync(copy, { throwIfNoEntry: false });
  if (top === undefined) return 'absent';
  if (!top.isDirectory() || top.uid !== 0 || (top.mode & 0o022) !== 0) throw new Error(`${copy} is not root's alone`);
  const entries = filesOf(copy);
  if (!entries.every((entry) => entry.onlyRootWrites)) return 'damaged';
  const programs = entries.some((entry) => entry.path === 'bin/postgres' && entry.kind === 'file');
  return programs && fingerprintOf(copy, entries) === fingerprint ? 'sound' : 'damaged';
}

/** Checks every folder down to the home: one that others can write to could be swapped for theirs. */
function prepareHome(home: string): void {
  mkdirSync(home, { recursive: true });
  for (let folder = home; ; folder = dirname(folder)) {
    const stat = lstatSync(folder);
    const sticky = folder !== home && (stat.mode & 0o1000) !== 0;
    if (!stat.isDirectory() || stat.uid !== 0 || ((stat.mode & 0o022) !== 0 && !sticky)) {
      throw new Error(`${folder} is not a folder that only root can change`);
    }
    if (folder === dirname(folder)) break;
  }
  chmodSync(home, 0o755);
  for (const name of readdirSync(home).filter((entry) => entry.startsWith('.making-'))) {
    const stat = lstatSync(join(home, name), { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > ABANDONED_AFTER) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}

/** Builds the copy under another name and renames it, so that it is whole or not there. */
function makeCopy(source: string, entries: Entry[], copy: string): void {
  const making = join(dirname(copy), `.making-${randomBytes(8).toString('hex')}`);
  try {
    mkdirSync(making);
    chmodSync(making, 0o755);
    for (const { path, kind, executable } of entries) {
      const from = join(source, path);
      const to = join(making, path);
      if (kind === 'link') {
        symlinkSync(readlinkSync(from), to);
        continue;
      }
      if (kind === 'folder') mkdirSync(to);
      else copyFileSync(from, to);
      chmodSync(to, kind === 'folder' || executable ? 0o755 : 0o644);
    }
    renameSync(making, copy);
  } catch (thrown) {
    rmSync(making, { recursive: true, force: true });
    // Another process was quicker; what it made is checked like any other.
    if (codeOf(thrown) !== 'ENOTEMPTY' && codeOf(thrown) !== 'EEXIST') throw thrown;
  }
}
