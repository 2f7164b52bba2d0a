import type pg from 'pg';
import { type Position } from '#ledger';
import { type Projection, tablesOf } from '../kernel/projection.js';
import { createIndexes, createTable } from '../kernel/table.js';
import { connect, transaction, TRIGRAMS } from './connection.js';
import { projections as every } from './projections.js';
import { ONE_AT_A_TIME, schemaOf } from './schema.js';

/** How far a projection has come. `generation` counts how often its tables were built anew. */
export interface Checkpoint {
  readonly position: Position;
  readonly generation: number;
}

export type Checkpoints = ReadonlyMap<Projection, Checkpoint>;

/** Somebody else moved the checkpoints meanwhile: another projector, or a rebuild. Nothing was written. */
export class Overtaken extends Error {
  constructor() {
    super('Another projector or a rebuild moved the read models on');
    this.name = 'Overtaken';
  }
}

/** Makes this version's schema with empty tables, if it is not there. Safe when several processes start at once. */
export async function migrateReadModels(url: string, projections: readonly Projection[] = every): Promise<void> {
  const schema = schemaOf(projections);
  const client = await connect(url, 'read models migration', schema);
  try {
    await transaction(client, async () => {
      await client.query(`SELECT pg_advisory_xact_lock(${ONE_AT_A_TIME})`);
      await client.query(`
        CREATE SCHEMA IF NOT EXISTS ${TRIGRAMS}; CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA ${TRIGRAMS};
        CREATE SCHEMA IF NOT EXISTS ${schema};
        CREATE TABLE IF NOT EXISTS ${schema}.checkpoints (
          projection text PRIMARY KEY, position bigint NOT NULL, generation bigint NOT NULL)`);
      for (const projection of projections) {
        const { rowCount } = await client.query(
          'INSERT INTO checkpoints (projection, position, generation) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING',
          [projection.name],
        );
        if (rowCount !== 1) continue;
        for (const table of tablesOf(projection)) {
          await client.query([createTable(table, schema), ...createIndexes(table, schema)].join(';'));
        }
      }
    });
  } finally {
    await client.end();
  }
}

/** @param client whose search path is the read models' schema. @throws Error when the read models were never migrated to. */
export async function readCheckpoints(client: pg.ClientBase, of: readonly Projection[]): Promise<Checkpoints> {
  return checkpointsIn(await client.query<Stored>('SELECT * FROM checkpoints'), of);
}

/** The same, and nobody else moves them until the transaction ends. */
export async function holdCheckpoints(client: pg.ClientBase, of: readonly Projection[]): Promise<Checkpoints> {
  const names = of.map(({ name }) => name);
  const held = await client.query<Stored>(
    'SELECT * FROM checkpoints WHERE projection = ANY($1) ORDER BY projection FOR UPDATE',
    [names],
  );
  return checkpointsIn(held, of);
}

type Stored = Checkpoint & { readonly projection: string };

function checkpointsIn({ rows }: pg.QueryResult<Stored>, of: readonly Projection[]): Checkpoints {
  const stored = new Map(rows.map(({ projection, ...checkpoint }) => [projection, checkpoint]));
  return new Map(
    of.map((projection) => {
      const checkpoint = stored.get(projection.name);
      if (!checkpoint)
        throw new Error(`The read model ${projection.name} has no tables: migrateReadModels comes first`);
      return [projection, checkpoint];
    }),
  );
}

/**
 * Moves checkpoints on, first thing in the transaction that writes the rows: whoever comes second waits here, and finds that
 * they were overtaken.
 *
 * @throws Overtaken when one is no longer what was read.
 */
export async function moveCheckpoints(client: pg.ClientBase, from: Checkpoints, to: Position): Promise<Checkpoints> {
  const held = [...from].map(([{ name }, checkpoint]) => ({ name, ...checkpoint }));
  const { rowCount } = await client.query({
    name: 'read.move',
    text: `UPDATE checkpoints c SET position = $4
      FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS held (projection, position, generation)
      WHERE c.projection = held.projection AND c.position = held.position AND c.generation = held.generation`,
    values: [
      held.map(({ name }) => name),
      held.map(({ position }) => position),
      held.map(({ generation }) => generation),
      to,
    ],
  });
  if (rowCount !== held.length) throw new Overtaken();
  return new Map([...from].map(([projection, checkpoint]) => [projection, { ...checkpoint, position: to }]));
}

/** How far all of them have come. */
export const lowest = (checkpoints: Checkpoints): Position =>
  Math.min(...[...checkpoints.values()].map(({ position }) => position));
