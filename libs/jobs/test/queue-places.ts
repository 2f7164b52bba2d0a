import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { freshDatabase } from '../../../test/support/postgres.js';

/** Somewhere that queues can live, empty. */
export interface Place {
  readonly at: { readonly databaseUrl: string; readonly redisUrl?: string };
  /** Ways to lose all that is queued. */
  readonly wipes: Readonly<Record<string, () => Promise<void>>>;
  /** Cuts every connection to it. */
  cut(): Promise<void>;
  /** Kills the server (-9), where it is this test's own; resolves to what starts it again, empty, at the same place. */
  crash?: () => Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export async function onPostgres(): Promise<Place> {
  const database = await freshDatabase();
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  const tables = `(SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables WHERE schemaname = 'bullmq')`;
  return {
    at: { databaseUrl: database.url },
    wipes: {
      'its tables are emptied': () => run(`DO $$ BEGIN EXECUTE 'TRUNCATE ' || ${tables}; END $$`),
      'its tables are dropped': () => run(`DO $$ BEGIN EXECUTE 'DROP TABLE ' || ${tables} || ' CASCADE'; END $$`),
      'its schema is dropped': () => run('DROP SCHEMA bullmq CASCADE'),
    },
    cut: () =>
      run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()`),
    close: () => database.drop(),
  };
}

export async function onRedis(): Promise<Place> {
  const database = await freshDatabase();
  const server = await startRedis();
  const redisUrl = `redis://127.0.0.1:${server.port}`;
  const order = async (...[command = '', ...args]: string[]): Promise<void> => {
    const client = new Redis(redisUrl);
    await client.call(command, ...args);
    client.disconnect();
  };
  return {
    at: { databaseUrl: database.url, redisUrl },
    wipes: { 'it is flushed': () => order('FLUSHALL') },
    cut: () => order('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
    crash: async () => {
      await server.kill();
      return server.start;
    },
    close: async () => {
      await server.stop();
      await database.drop();
    },
  };
}

/** Says why specs on Redis cannot run; undefined when they can. */
export const redisMissing = (): string | undefined =>
  spawnSync('redis-server', ['--version']).status === 0
    ? undefined
    : 'redis-server is not installed (Debian: apt-get install redis-server)';

/** A Redis of the test's own, which ends when its standard input does: with the test, however that ends. */
export async function startRedis() {
  const port = await freePort();
  const script = 'redis-server "$@" & echo $!; cat >/dev/null; kill $! 2>/dev/null; wait';
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--dir',
    tmpdir(),
    '--logfile',
    '/dev/null',
  ];
  const launch = () => spawn('sh', ['-c', script, 'redis', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let server: ReturnType<typeof launch>;
  const start = async () => {
    server = launch();
    const client = new Redis(port, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: 100 });
    client.on('error', () => undefined); // until it listens
    await client.ping();
    client.disconnect();
  };
  const stop = async () => {
    const ended = once(server, 'exit');
    server.stdin.end();
    await ended;
  };
  const kill = async () => {
    process.kill(Number(String(server.stdout.read()).trim()), 'SIGKILL');
    await stop();
  };
  await start();
  return { port, start, stop, kill };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

/** Looks again and again until it sees something; throws when it has not within 20 s. */
export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`Not within 20 s: ${look.toString()}`);
    await pause(20);
  }
}
