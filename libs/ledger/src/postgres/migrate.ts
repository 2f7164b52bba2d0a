import type pg from 'pg';
import { sha256 } from '#integrity';
import { connect } from './session.js';

/** Held while a database is brought up to date; the letters `migrate` as a number. */
const ONE_AT_A_TIME = '30796665482998885';

/** There is no database there, or it lets nobody in. */
export class DatabaseOutOfReach extends Error {
  override readonly name = 'DatabaseOutOfReach';
}

/** Newer code was at work on the database, or other code than there is. */
export class UnfitDatabase extends Error {
  override readonly name = 'UnfitDatabase';
}

/**
 * Brings one lib's schema up to date: runs the steps that were not run yet, in order, all or none. Safe when several processes
 * start at once: the others wait and find the work done.
 *
 * @param name whose steps these are; a lib has its own numbering.
 * @param steps SQL texts; a step's number is its place, from 1. A step that was released is never edited: add one.
 * @throws UnfitDatabase when a step that ran here has another text now, or when the database was brought further by newer code.
 */
export async function migrate(client: pg.ClientBase, name: string, steps: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${ONE_AT_A_TIME})`);
    await client.query(`
      CREATE SCHEMA IF NOT EXISTS migrations;
      CREATE TABLE IF NOT EXISTS migrations.applied (
        name text, number int, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (name, number))`);
    const { rows } = await client.query<{ number: number; sha256: string }>(
      'SELECT number, sha256 FROM migrations.applied WHERE name = $1 ORDER BY number',
      [name],
    );
    if (rows.length > steps.length)
      throw new UnfitDatabase(`The database has step ${rows.length} of ${name}; this version knows ${steps.length}`);
    for (const [index, sql] of steps.entries()) {
      const number = index + 1;
      const applied = rows[index];
      if (applied && applied.sha256 !== sha256(sql))
        throw new UnfitDatabase(`Step ${number} of ${name} was edited after it ran`);
      if (applied) continue;
      await client.query(sql);
      await client.query('INSERT INTO migrations.applied (name, number, sha256) VALUES ($1, $2, $3)', [
        name,
        number,
        sha256(sql),
      ]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** `migrate` over a connection of its own. @throws DatabaseOutOfReach, UnfitDatabase */
export async function migrateAt(url: string, name: string, steps: readonly string[]): Promise<void> {
  const client = await connect(url, `${name} migration`).catch((cause: unknown) => {
    throw new DatabaseOutOfReach(`The database cannot be reached: ${reasonOf(cause)}`, { cause });
  });
  try {
    await migrate(client, name, steps);
  } finally {
    await client.end();
  }
}

/** Of a name with several addresses each has its own. */
const reasonOf = (error: unknown): string =>
  error instanceof AggregateError ? error.errors.map(reasonOf).join(', ') : String((error as Error).message);
