import { setTimeout as after } from 'node:timers/promises';
import pg from 'pg';
import { freshDatabase } from '../../../test/support/postgres.js';
import { postgresLedger, type Ledger } from '#ledger';
import { migrateReadModels } from '../src/drivers/checkpoints.js';
import { projections } from '../src/drivers/projections.js';
import { connectionTo } from '../src/drivers/connection.js';
import { SCHEMA } from '../src/drivers/schema.js';
import { tablesOf } from '../src/kernel/projection.js';

export interface Bench {
  readonly url: string;
  readonly ledger: Ledger;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** A database of its own with empty read models, and a ledger: in it unless told. */
export async function bench(elsewhere?: Promise<Ledger>): Promise<Bench> {
  const database = await freshDatabase();
  const { url } = database;
  const ledger = await (elsewhere ?? postgresLedger({ url }));
  await migrateReadModels(url);
  const pool = new pg.Pool({ ...connectionTo(url, 'test', SCHEMA), max: 2 });
  pool.on('error', () => undefined);
  const close = async () => {
    await ledger.close();
    await pool.end();
    await database.drop();
  };
  return { url, ledger, pool, close };
}

/** Every row of every read model, all columns as PostgreSQL writes them, by table, in the order of the key. */
export async function everyRow({ pool }: Bench): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables = projections.flatMap(tablesOf);
  const rows = await Promise.all(
    tables.map(async ({ name, key }) => {
      const found = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t ORDER BY ${key}`);
      return [name, found.rows.map(({ row }) => row)] as const;
    }),
  );
  const checkpoints = await pool.query<{ row: string }>(
    `SELECT projection || ' ' || position AS row FROM checkpoints ORDER BY projection`,
  );
  return { ...Object.fromEntries(rows), checkpoints: checkpoints.rows.map(({ row }) => row) };
}

/** Waits until it is so. */
export async function until(isSo: () => Promise<boolean>, what: string, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await after(10);
  }
}

export const quiet = { info: () => undefined, warn: () => undefined };
