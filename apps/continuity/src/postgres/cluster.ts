import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { reason } from '../thrown.js';
import { EmbeddedPostgresFault } from './fault.js';
import type { ServerPrograms } from './server-programs.js';

export const DATABASE = 'continuity';
/** Owns the database and may make others. Nobody can log in as the superuser: the product needs no more than this. */
export const ROLE = 'continuity';

/** The user that owns nothing else (Linux's overflow user id). */
const NOBODY = 65534;

/** A folder of database files and how to run a program on it. */
export interface Cluster {
  folder: string;
  /** The value of `-D`. */
  named: string;
  /** Runs the program as the owner of the files, in their folder, without our environment and its secrets. */
  as: SpawnOptions;
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the owner of the cluster (nobody, if root made it). That user
 * may be unable to walk to the folder, below root's home for one. So root enters it before giving up its rights
 * (libuv changes the folder first, then the user), and /proc/self/cwd leads there without walking.
 */
export function clusterAt(folder: string): Cluster {
  const env = { LC_ALL: 'C', TZ: 'UTC' };
  const owner = statSync(folder);
  if (process.getuid?.() === 0) {
    if (owner.uid === 0) {
      throw new EmbeddedPostgresFault(
        `The database files in ${folder} belong to root, and PostgreSQL does not run as root. ` +
          `Give them to another user: chown -R ${NOBODY}:${NOBODY} ${folder}`,
      );
    }
    return { folder, named: '/proc/self/cwd', as: { cwd: folder, env, uid: owner.uid, gid: owner.gid } };
  }
  if (owner.uid !== process.getuid?.()) {
    throw new EmbeddedPostgresFault(
      `The database files in ${folder} belong to user ${owner.uid}. Start as that user, or as root.`,
    );
  }
  return { folder, named: folder, as: { cwd: folder, env } };
}

/**
 * The cluster in `<dataDir>/postgres`, made on first use, and the password of its role (`<dataDir>/postgres.password`,
 * mode 600). No server may be running on it. A cluster is made under another name and renamed, so that a crash leaves
 * a whole one or none; a lost password is replaced.
 *
 * @throws {EmbeddedPostgresFault} initdb failed; its output is in the message
 */
export async function openCluster(dataDir: string, programs: ServerPrograms, durable: boolean) {
  const folder = join(dataDir, 'postgres');
  const passwordFile = join(dataDir, 'postgres.password');
  const fresh = !existsSync(folder);
  if (fresh) {
    const password = newPassword();
    const making = join(dataDir, 'postgres.new');
    await makeCluster(making, programs, durable, password);
    writePassword(passwordFile, password);
    renameSync(making, folder);
    if (durable) [folder, dataDir, dirname(dataDir)].forEach(syncFolder);
    return { cluster: clusterAt(folder), password, fresh };
  }
  const cluster = clusterAt(folder);
  // No server runs here, so the file is stale. PostgreSQL would take a zombie, or whatever has its id now, for the server.
  rmSync(join(folder, 'postmaster.pid'), { force: true });
  const kept = existsSync(passwordFile) ? readFileSync(passwordFile, 'utf8').trim() : '';
  if (kept !== '') return { cluster, password: kept, fresh };
  const password = newPassword();
  await runSingleUser(cluster, programs, [`ALTER ROLE ${ROLE} PASSWORD '${password}'`]);
  writePassword(passwordFile, password);
  return { cluster, password, fresh };
}

async function makeCluster(folder: string, programs: ServerPrograms, durable: boolean, password: string) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(folder, { mode: 0o700 });
  if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
  const cluster = clusterAt(folder);
  // Sorting and case by code point, the same on every machine and version of its C library.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(programs.initdb, cluster, [
    ...['-D', cluster.named, '--username=postgres', '--auth=reject', '--no-instructions', ...locale],
    ...(durable ? [] : ['--no-sync']),
  ]);
  writeFileSync(
    join(folder, 'pg_hba.conf'),
    '# The superuser has no password, so only roles that were given one get in.\nhost all all 127.0.0.1/32 scram-sha-256\n',
  );
  await runSingleUser(cluster, programs, [
    `CREATE ROLE ${ROLE} LOGIN CREATEDB PASSWORD '${password}'`,
    // The empty database that initdb makes, renamed: quicker than making another.
    `ALTER DATABASE postgres RENAME TO ${DATABASE}`,
    `ALTER DATABASE ${DATABASE} OWNER TO ${ROLE}`,
  ]);
}

/** Statements as the superuser, without a server, a port or a password. */
const runSingleUser = (cluster: Cluster, programs: ServerPrograms, statements: string[]): Promise<void> =>
  run(
    programs.postgres,
    cluster,
    ['--single', '-D', cluster.named, '-c', 'exit_on_error=on', '-c', 'log_checkpoints=off', 'template1'],
    statements.map((statement) => `${statement}\n`).join(''),
  );

/** @throws {EmbeddedPostgresFault} it cannot be run (some errors come later, as the child's `error` event) */
export function spawnOn(cluster: Cluster, program: string, args: string[], options: SpawnOptions): ChildProcess {
  try {
    return spawn(program, args, { ...cluster.as, ...options });
  } catch (thrown) {
    throw new EmbeddedPostgresFault(cannotRun(thrown), { cause: thrown });
  }
}

function run(program: string, cluster: Cluster, args: string[], input = ''): Promise<void> {
  const child = spawnOn(cluster, program, args, { stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin?.on('error', () => undefined).end(input);
  return new Promise((done, fail) => {
    const fault = (how: string) => fail(new EmbeddedPostgresFault(`${program} failed: ${how}`));
    child.once('error', (error) => fault(cannotRun(error)));
    child.once('close', (code, signal) => (code === 0 ? done() : fault(`${code ?? signal}\n${output.trim()}`)));
  });
}

/** Why a program could not even be started, with the two causes that its error code does not tell. */
export const cannotRun = (error: unknown): string =>
  `${reason(error)}. (ENOENT for a program that is there: its C library is missing, as on Alpine Linux. ` +
  'EPERM: root may not become another user here.) Set DATABASE_URL to use another PostgreSQL.';

const newPassword = (): string => randomBytes(24).toString('base64url');

function writePassword(file: string, password: string): void {
  writeFileSync(`${file}.new`, `${password}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Makes a rename last through a power cut: files are synced by who writes them, their folder is not. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
