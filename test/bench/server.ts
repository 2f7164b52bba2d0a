import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../apps/continuity/src/postgres/embedded-postgres.js';
import { undoAtEnd } from './leftovers.js';
import { median } from './measure.js';

const COMMITS = 300;

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const flagsOf = (script: string): string[] => scripts[script]?.match(/--[a-z]\S+/g) ?? [];
/** What `npm start` gives Node. */
export const AS_STARTED = flagsOf('start');
/** What `npm run rebuild` gives it. */
export const AS_REBUILT = flagsOf('rebuild');

export interface Server {
  /** PostgreSQL's version: '18.4'. */
  readonly version: string;
  /** A temporary folder of the bench's own. */
  readonly folder: string;
  /** Makes a database, empty or like another one that nobody is connected to. @returns its URL. */
  database(name: string, like?: string): Promise<string>;
  /** Writes out whatever was changed so far, as CHECKPOINT does, which only a superuser may: making a database by copying its files does. */
  writeOut(): Promise<void>;
}

/** One durable PostgreSQL for everybody who is measured, started as the product starts it, in a folder that goes at the end. */
export async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'continuity-bench-'));
  undoAtEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), log: () => undefined, durable: true });
  undoAtEnd(() => stopAtOnce(server, folder));
  const version = await connected(server.url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  });
  return {
    version,
    folder,
    database: async (name, like = 'template0') => {
      await connected(server.url, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${like}`));
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    writeOut: () =>
      connected(server.url, async (client) => {
        await client.query('CREATE DATABASE written_out TEMPLATE template0 STRATEGY file_copy');
        await client.query('DROP DATABASE written_out');
      }),
  };
}

/** Without writing out what goes anyway. */
async function stopAtOnce(server: { stop(): Promise<void> }, folder: string): Promise<void> {
  const [pid] = (await readFile(join(folder, 'data', 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGQUIT');
  await server.stop();
}

/** Does something over a connection of its own. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Median ms of a commit that inserts one small row: what a flush to this disk costs, and the way to the server and back. */
export function commitLatencyMs(url: string): Promise<number> {
  return connected(url, async (client) => {
    await client.query('CREATE TABLE flushed (number bigint)');
    const took: number[] = [];
    for (let number = 0; number < COMMITS; number += 1) {
      const start = performance.now();
      await client.query({ name: 'flush', text: 'INSERT INTO flushed VALUES ($1)', values: [number] });
      took.push(performance.now() - start);
    }
    return median(took);
  });
}
