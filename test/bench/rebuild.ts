import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { SCHEMA, type Rebuilt } from '#read-models';
import { undoAtEnd } from './leftovers.js';
import { median, progress, rounded, secondsOf } from './measure.js';
import { AS_REBUILT, connected } from './server.js';

/** Events a second. */
export interface RebuildFigures {
  readonly rebuild: number;
  readonly copy: number;
}

/** Rebuilds once more, as `npm run rebuild` does: from the ledger to the finished read models, their indexes included. */
export type Rebuild = () => Promise<Rebuilt>;

/** A process that rebuilds whenever it is told to, with what `npm run rebuild` gives Node. `end` it when it is not needed any more. */
export function startRebuilds(url: string): { readonly again: Rebuild; readonly end: () => Promise<unknown> } {
  const child = fork('test/bench/rebuild-process.ts', [url], {
    execArgv: ['--import', './test/support/typescript.mjs', ...AS_REBUILT],
  });
  const ended = once(child, 'exit');
  const end = () => {
    child.kill();
    return ended;
  };
  undoAtEnd(end);
  const broken = ended.then(([code]) => Promise.reject(new Error(`The rebuilding process ended with ${code}`)));
  broken.catch(() => undefined); // it fails where it is awaited
  const again = async () => {
    child.send('again');
    const [rebuilt] = (await Promise.race([once(child, 'message'), broken])) as [Rebuilt];
    return rebuilt;
  };
  return { again, end };
}

/** Rebuilds and raw copies of the same rows in turn; medians. */
export async function measureRebuild(
  url: string,
  rebuild: Rebuild,
  { events, repeats }: { events: number; repeats: number },
): Promise<RebuildFigures> {
  const rates = { rebuild: [] as number[], copy: [] as number[] };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    rates.rebuild.push(await rebuildRate(rebuild, events));
    rates.copy.push(await copyRate(url, events));
  }
  const figures = { rebuild: median(rates.rebuild), copy: median(rates.copy) };
  progress(`rebuild of ${events} events: ${rounded(figures.rebuild)}/s; raw COPY: ${rounded(figures.copy)}/s`);
  return figures;
}

async function rebuildRate(rebuild: Rebuild, events: number): Promise<number> {
  const seconds = await secondsOf(async () => {
    const built = await rebuild();
    if (built.events !== events) throw new Error(`${built.events} events were rebuilt from, not ${events}`);
  });
  return events / seconds;
}

/**
 * The limit: the rows that a rebuild ended in, written out beforehand, copied into tables that have their keys and nothing
 * else. Nothing is read, folded or indexed. @returns events per second, when they are so many.
 */
async function copyRate(url: string, events: number): Promise<number> {
  return connected(url, async (client) => {
    const copies = await rowsOf(client);
    await client.query('CREATE SCHEMA raw');
    for (const { table } of copies) await makeWithKey(client, table);
    const seconds = await secondsOf(async () => {
      await client.query('BEGIN');
      for (const { table, chunks } of copies) {
        const rows = Readable.from(chunks, { objectMode: false });
        await pipeline(rows, client.query(copyFrom(`COPY raw.${table} FROM STDIN`)));
      }
      await client.query('COMMIT');
    });
    await client.query('DROP SCHEMA raw CASCADE');
    return events / seconds;
  });
}

interface Rows {
  readonly table: string;
  readonly chunks: readonly Buffer[];
}

/** The rows of all read models, in memory. */
async function rowsOf(client: pg.ClientBase): Promise<readonly Rows[]> {
  const { rows } = await client.query<{ table: string }>(
    `SELECT table_name AS table FROM information_schema.tables WHERE table_schema = '${SCHEMA}' AND table_name <> 'checkpoints'`,
  );
  const all: Rows[] = [];
  for (const { table } of rows) {
    const chunks: Buffer[] = [];
    for await (const chunk of client.query(copyTo(`COPY ${SCHEMA}.${table} TO STDOUT`))) chunks.push(chunk as Buffer);
    all.push({ table, chunks });
  }
  return all;
}

async function makeWithKey(client: pg.ClientBase, table: string): Promise<void> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT pg_get_constraintdef(oid) AS key FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'p'`,
    [`${SCHEMA}.${table}`],
  );
  await client.query(`CREATE TABLE raw.${table} (LIKE ${SCHEMA}.${table}, ${rows[0]?.key})`);
}
