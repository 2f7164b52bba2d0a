import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresFault } from './fault.js';

/** What PostgreSQL is told, in order: fast shutdown, shutdown without a checkpoint, and the end. */
export const STOP_SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const;
export const STOP_PATIENCE = 8_000;

/**
 * Stops every PostgreSQL program that a killed parent left running on this folder of database files, and tells how many
 * processes it had. To be called only by who holds the lock on the folder. Nothing committed is lost, whichever signal it takes.
 *
 * @throws {EmbeddedPostgresFault} it outlived SIGKILL
 */
export async function stopLeftoverServer(cluster: string): Promise<number> {
  const found = await processesOn(cluster);
  for (const signal of STOP_SIGNALS) {
    for (const pid of addressees(cluster, await processesOn(cluster), signal)) send(pid, signal);
    const deadline = Date.now() + STOP_PATIENCE;
    while (Date.now() < deadline) {
      if ((await processesOn(cluster)).length === 0) return found.length;
      await sleep(20);
    }
  }
  throw new EmbeddedPostgresFault(
    `An earlier PostgreSQL still runs on ${cluster} (process ${found.join(', ')}) and does not stop.`,
  );
}

/**
 * The first process stops the others in order, so it alone is told to shut down fast. Without it (killed on its own) or
 * when that does not help, each is told.
 */
function addressees(cluster: string, running: number[], signal: (typeof STOP_SIGNALS)[number]): number[] {
  const first = running.filter((pid) => pid === firstProcess(cluster));
  return signal === 'SIGINT' && first.length > 0 ? first : running;
}

/** Line 1 of postmaster.pid. May be stale: the process it names can be gone, or be another program by now. */
export function firstProcess(cluster: string): number | undefined {
  try {
    return Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

/** The ids of live PostgreSQL processes whose working folder is this one, which is where each of them stays. */
async function processesOn(cluster: string): Promise<number[]> {
  const folder = statSync(cluster, { throwIfNoEntry: false });
  if (folder === undefined) return [];
  if (process.platform !== 'linux') return namedInTheProcessList(cluster);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const cwd = statSync(`/proc/${pid}/cwd`);
        if (cwd.ino !== folder.ino || cwd.dev !== folder.dev) return false;
        return /^(postgres|initdb)( \(deleted\))?$/.test(basename(readlinkSync(`/proc/${pid}/exe`)));
      } catch {
        return false; // gone meanwhile, or another user's
      }
    });
}

/** Where there is no /proc: the process that postmaster.pid names, if its command line names the folder too. */
async function namedInTheProcessList(cluster: string): Promise<number[]> {
  const pid = firstProcess(cluster);
  if (pid === undefined) return [];
  const list = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).catch(() => ({ stdout: '' }));
  return list.stdout.includes('postgres') && list.stdout.includes(`-D ${cluster} `) ? [pid] : [];
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone meanwhile
  }
}
