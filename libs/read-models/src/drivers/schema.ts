import type pg from 'pg';
import { sha256 } from '#integrity';
import { type Projection } from '../kernel/projection.js';
import { transaction } from './connection.js';
import { projections } from './projections.js';

/**
 * The schema that holds these projections' tables, named by their shapes: `read_` and 8 hex digits. A version of the code that
 * shapes one of them in another way has a schema, checkpoints and a projector of its own. So the old and the new version run
 * side by side on one database, each on tables that it understands, as long as a rolling upgrade, or its way back, takes.
 */
export function schemaOf(of: readonly Projection[]): string {
  const shapes = of.map(({ name, shape }) => `${name} ${shape}`).sort();
  return `read_${Buffer.from(sha256(shapes.join('\n')), 'base64url')
    .toString('hex')
    .slice(0, 8)}`;
}

/** Where this version of the code keeps its read models. */
export const SCHEMA = schemaOf(projections);

/** Where tables are that are being built to take the place of those in a schema. */
export const nextTo = (schema: string): string => `${schema}_next`;

/** Held while a schema is made, dropped, or built anew, one at a time; the letters `readmod` as a number. */
export const ONE_AT_A_TIME = '32199698071514980';

/** First of the two numbers of the advisory locks on a schema; the second is `hashtext` of its name. The letters `read`, `used`. */
const LEASE = 0x72656164;
const IN_USE = 0x75736564;

/** Takes the lease of the one projector that writes to the schema, if nobody has it. Kept until the connection ends. */
export async function hasLease(client: pg.ClientBase, schema: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', [
    LEASE,
    schema,
  ]);
  return rows[0]?.held === true;
}

/** Until the connection ends, nobody drops the schema. */
export async function holdInUse(client: pg.ClientBase, schema: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock_shared($1, hashtext($2))', [IN_USE, schema]);
}

/** Drops the read models of versions of which no process is connected any more, and what a killed rebuild left. @returns the schemas that went. */
export async function dropUnused(client: pg.ClientBase, ours: string): Promise<readonly string[]> {
  return transaction(client, async () => {
    await client.query(`SELECT pg_advisory_xact_lock(${ONE_AT_A_TIME})`);
    const { rows } = await client.query<{ schema: string }>(
      `SELECT nspname AS schema FROM pg_namespace
        WHERE nspname ~ '^read_[0-9a-f]{8}(_next)?$' AND nspname <> $1 AND pg_try_advisory_xact_lock($2, hashtext(nspname))`,
      [ours, IN_USE],
    );
    for (const { schema } of rows) await client.query(`DROP SCHEMA ${schema} CASCADE`);
    return rows.map(({ schema }) => schema);
  });
}
