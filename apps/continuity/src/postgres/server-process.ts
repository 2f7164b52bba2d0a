import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cannotRun, spawnOn, type Cluster } from './cluster.js';
import { EmbeddedPostgresFault } from './fault.js';
import { STOP_PATIENCE, STOP_SIGNALS } from './leftover-server.js';

/** A running server; `exit` tells how it ended, `tail` gives the last lines that it logged since it was started. */
export interface ServerProcess {
  child: ChildProcess;
  port: number;
  exit: Promise<string>;
  tail(): string;
}

const SILENCE = 30_000;
const LOG_LIMIT = 10 * 1024 * 1024;
const TAIL = 4_000;

/** For a machine of two cores and a few gigabytes. Logged errors say what failed, never the values: they can be personal. */
const settings = (port: number, durable: boolean): Record<string, string | number> => ({
  port,
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  cluster_name: 'continuity',
  // All tests of a run share one, and each product under test takes some twenty.
  max_connections: durable ? 100 : 400,
  shared_buffers: '512MB',
  max_wal_size: '2GB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  fsync: durable ? 'on' : 'off',
  synchronous_commit: durable ? 'on' : 'off',
  full_page_writes: durable ? 'on' : 'off',
});

/**
 * Runs the server on the cluster and waits until it accepts connections, crash recovery included.
 *
 * @throws {EmbeddedPostgresFault} it ended, or neither was ready nor logged anything for 30 s
 */
export async function launchServer(
  program: string,
  cluster: Cluster,
  logFile: string,
  durable: boolean,
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    const server = spawnServer(program, cluster, logFile, await freePort(), durable);
    const outcome = await Promise.race([server.exit, ready(server, cluster, logFile)]);
    if (outcome === 'ready') return server;
    // Between our choosing the port and its taking it, another program may have taken it.
    if (attempt < 3 && server.tail().includes('Address already in use')) continue;
    await stopServer(server);
    throw new EmbeddedPostgresFault(`PostgreSQL did not start (${outcome}). ${logFile} ends with:\n${server.tail()}`);
  }
}

/** Shuts the server down in order, by force when that takes longer than `patience` (ms), and waits for its end. */
export async function stopServer({ child, exit }: ServerProcess, patience = STOP_PATIENCE): Promise<void> {
  child.ref();
  for (const signal of STOP_SIGNALS) {
    child.kill(signal);
    const waiting = new AbortController();
    const ended = exit.finally(() => waiting.abort()).then(() => true);
    const late = sleep(patience, false, { signal: waiting.signal }).catch(() => true);
    if (await Promise.race([ended, late])) return;
  }
  await exit;
}

function spawnServer(
  program: string,
  cluster: Cluster,
  logFile: string,
  port: number,
  durable: boolean,
): ServerProcess {
  const options = Object.entries(settings(port, durable)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { log, size } = openLog(logFile);
  try {
    // In a session of its own: Ctrl-C in the terminal goes to all of ours, and would end it before we are done with it.
    const child = spawnOn(cluster, program, ['-D', cluster.named, ...options], {
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.unref();
    const exit = new Promise<string>((tell) => {
      child.once('error', (error) => tell(cannotRun(error)));
      child.once('exit', (code, signal) => tell(signal === null ? `exit code ${code}` : signal));
    });
    return { child, port, exit, tail: () => tailOf(logFile, size) };
  } finally {
    closeSync(log);
  }
}

/** Line 1 of postmaster.pid is the server's process id, line 8 its state (PostgreSQL's miscadmin.h, as pg_ctl reads it). */
async function ready({ child, exit }: ServerProcess, cluster: Cluster, logFile: string): Promise<string> {
  let logged = -1;
  let over = false;
  void exit.then(() => (over = true));
  for (let deadline = 0; !over; await sleep(10)) {
    const size = statSync(logFile).size;
    if (size !== logged) deadline = Date.now() + SILENCE; // it reports every 10 s of a long crash recovery
    logged = size;
    if (Date.now() > deadline) return `nothing heard of it for ${SILENCE / 1000} s`;
    const lines = postmasterFile(cluster);
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return 'ready';
  }
  return 'it ended';
}

function postmasterFile(cluster: Cluster): string[] {
  try {
    return readFileSync(join(cluster.folder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

function openLog(file: string): { log: number; size: number } {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT) truncateSync(file);
  return { log: openSync(file, 'a', 0o600), size: size > LOG_LIMIT ? 0 : size };
}

function tailOf(file: string, from: number): string {
  const length = Math.min(TAIL, Math.max(0, statSync(file).size - from));
  const bytes = Buffer.alloc(length);
  const log = openSync(file, 'r');
  try {
    readSync(log, bytes, 0, length, statSync(file).size - length);
    return bytes.toString().trim();
  } finally {
    closeSync(log);
  }
}

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((done, fail) => {
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
