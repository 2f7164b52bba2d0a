import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, reason } from '../thrown.js';

/** Another live process holds the data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';

  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(
      `The data folder ${folder} is in use by process ${pid}. ` +
        'Stop that process, or set DATA_DIR to a folder of its own for this one.',
    );
  }
}

/** The data folder cannot be made or written to. */
export class DataFolderNotWritable extends Error {
  override readonly name = 'DataFolderNotWritable';
}

export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Takes a folder for this process alone, making it (mode 700) if it is not there; freed by `release` or by any death.
 * `purpose` names the lock: two purposes in one folder do not exclude each other.
 *
 * The claim is a Unix socket in the folder that this process listens on. Whether a claim is alive is asked of the
 * kernel, by connecting: no process id that was given to another program, and no container with its own process ids,
 * can make a dead claim look alive or a live one dead. Each claim has a name of its own, so removing a dead one never
 * removes a live one; and whoever has claimed looks at the others only afterwards, so of two at once at least one
 * sees the other and withdraws.
 *
 * @throws {DataFolderInUse} another live process holds it
 * @throws {DataFolderNotWritable} it cannot be made, or cannot be written to
 */
export async function lockDataFolder(dir: string, purpose = 'continuity'): Promise<DataFolderLock> {
  const folder = resolve(dir);
  const handle = openFolder(folder);
  const claims = new RegExp(`^${purpose}\\.lock\\.(\\d+)\\.[0-9a-f]{8}$`);
  try {
    let holder = 0;
    // Starters that saw each other have all withdrawn: they try again at times of their own.
    for (let attempt = 0; attempt < 8; attempt++) {
      if (attempt > 0) await sleep(10 + Math.random() * 60);
      const name = `${purpose}.lock.${process.pid}.${randomBytes(4).toString('hex')}`;
      const claim = await listen(handle.path(name), folder);
      const rival = await liveClaim(folder, handle.path, claims, name).catch(async (thrown: unknown) => {
        await close(claim);
        throw thrown;
      });
      if (rival === undefined) return held(claim, handle.close);
      await close(claim);
      holder = rival;
    }
    throw new DataFolderInUse(folder, holder);
  } catch (thrown) {
    handle.close();
    throw thrown;
  }
}

function held(claim: Server, closeFolder: () => void): DataFolderLock {
  let released: Promise<void> | undefined;
  return { release: () => (released ??= close(claim).finally(closeFolder)) };
}

/** The process id of another live claim on the folder. Dead claims are removed on the way. */
async function liveClaim(
  folder: string,
  path: (name: string) => string,
  claims: RegExp,
  ours: string,
): Promise<number | undefined> {
  for (const name of readdirSync(folder)) {
    const pid = claims.exec(name)?.[1];
    if (pid === undefined || name === ours) continue;
    if (await isAlive(path(name))) return Number(pid);
    rmSync(join(folder, name), { force: true });
  }
  return undefined;
}

function isAlive(path: string): Promise<boolean> {
  return new Promise((tell) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      tell(true);
    });
    // Anything but "nobody listens" and "gone" is taken for a sign of life, such as the full queue of a stopped process.
    probe.once('error', (error) => tell(codeOf(error) !== 'ECONNREFUSED' && codeOf(error) !== 'ENOENT'));
  });
}

function listen(path: string, folder: string): Promise<Server> {
  const server = createServer((visitor) => visitor.destroy());
  return new Promise((done, fail) => {
    server.once('error', (error) =>
      fail(new DataFolderNotWritable(`The data folder ${folder} cannot be locked: ${error.message}`, { cause: error })),
    );
    server.listen({ path, exclusive: true }, () => {
      server.removeAllListeners('error').unref();
      done(server);
    });
  });
}

const close = (server: Server): Promise<void> => new Promise((done) => server.close(() => done()));

/**
 * A socket's path is at most 107 bytes (unix(7)). Linux lets a deep folder be named by an open handle on it, which stays
 * open as long as the lock is held.
 */
function openFolder(folder: string): { path: (name: string) => string; close: () => void } {
  try {
    makeFolder(folder);
    if (process.platform !== 'linux') return { path: (name) => join(folder, name), close: () => undefined };
    const handle = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    return { path: (name) => `/proc/self/fd/${handle}/${name}`, close: () => closeSync(handle) };
  } catch (thrown) {
    throw new DataFolderNotWritable(`The data folder ${folder} cannot be used: ${reason(thrown)}`, { cause: thrown });
  }
}

/** As `recursive` of mkdirSync, which tries for ever where a file system says of every new folder that it is not there: /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown; // another starter made it meanwhile
  }
}
