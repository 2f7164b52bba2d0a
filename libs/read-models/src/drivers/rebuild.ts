import type pg from 'pg';
import { START, type Ledger, type Position } from '#ledger';
import { Rows, tablesOf, type Projection } from '../kernel/projection.js';
import { createIndexes, createTable, type Row } from '../kernel/table.js';
import { announce } from './announce.js';
import { holdCheckpoints, ONE_AT_A_TIME } from './checkpoints.js';
import { connect, transaction } from './connection.js';
import { copyRows } from './copy.js';
import { copyLedger } from './ledger-copy.js';
import { readLedger, type LedgerPages } from './ledger-pages.js';
import { projections as every } from './projections.js';

export interface RebuildOptions {
  readonly ledger: Pick<Ledger, 'readAll'>;
  /** The read models' database. */
  readonly url: string;
  /** The ledger's database, where the ledger is PostgreSQL: it is then read by COPY, several times faster. */
  readonly ledgerUrl?: string | undefined;
  /** All unless told. */
  readonly projections?: readonly Projection[];
}

export interface Rebuilt {
  readonly events: number;
  /** Of the last event that the new tables have. */
  readonly position: Position;
  readonly milliseconds: number;
}

/**
 * Builds read models anew from the ledger, in tables beside those in use, and puts them in their place in one commit. Pages
 * read the old tables until then. A projector that runs goes on meanwhile, waits for the last stretch, and takes up from the
 * new checkpoint. No key of any subject is needed: what is sealed stays sealed.
 *
 * @throws UnknownEventType, and whatever the database or the ledger refuse; the read models are then as they were.
 */
export async function rebuild({ ledger, url, ledgerUrl, projections = every }: RebuildOptions): Promise<Rebuilt> {
  const began = performance.now();
  const client = await connect(url, 'read models rebuild');
  try {
    const building = new Building(client, projections);
    await transaction(client, async () => {
      await client.query(`SELECT pg_advisory_xact_lock(${ONE_AT_A_TIME})`);
      await building.begin();
      await building.add(ledgerUrl === undefined ? readLedger(ledger, START) : copied(ledger, ledgerUrl));
      await building.indexTrails();
      await holdCheckpoints(client, projections);
      await building.add(readLedger(ledger, building.position));
      await building.finish();
    });
    const { position, events } = building;
    await announce(client, { position });
    return { events, position, milliseconds: Math.round(performance.now() - began) };
  } finally {
    await client.end();
  }
}

async function* copied(ledger: Pick<Ledger, 'readAll'>, url: string): LedgerPages {
  const client = await connect(url, 'ledger copy');
  try {
    yield* copyLedger(client, ledger, START);
  } finally {
    await client.end();
  }
}

const SCHEMA = 'read_next';

/** The new tables of some projections. Rows that events still may change are kept in memory, and written at the end. */
class Building {
  events = 0;
  position: Position = START;
  readonly #rows: ReadonlyMap<Projection, Rows>;

  constructor(
    private readonly client: pg.ClientBase,
    projections: readonly Projection[],
  ) {
    this.#rows = new Map(projections.map((projection) => [projection, new Rows()]));
  }

  async begin(): Promise<void> {
    // What a crash takes back is built again: nothing waits for the disk. A small sample tells the planner what it needs.
    await this.client.query(`
      SET LOCAL synchronous_commit = off; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL default_statistics_target = 10; CREATE SCHEMA ${SCHEMA}`);
    for (const projection of this.#rows.keys())
      for (const table of tablesOf(projection)) await this.client.query(createTable(table, SCHEMA));
  }

  /** Folds events; while a page's trails are copied, the next page is folded. */
  async add(pages: LedgerPages): Promise<void> {
    let copying: Promise<void> | undefined;
    try {
      for await (const page of pages) {
        const trails = [...this.#rows].map(([projection, rows]) => ({
          table: projection.trail,
          entries: page.map((event) => projection.apply(rows, event)).filter((entry) => entry !== undefined),
        }));
        this.events += page.length;
        this.position = page.at(-1)?.position ?? this.position;
        await copying;
        copying = this.#copy(trails);
        copying.catch(() => undefined); // it fails where it is awaited
      }
    } finally {
      await copying;
    }
  }

  async #copy(trails: readonly { table: Projection['trail']; entries: readonly Row[] }[]): Promise<void> {
    for (const { table, entries } of trails)
      if (table && entries.length > 0) await copyRows(this.client, SCHEMA, table, entries);
  }

  async indexTrails(): Promise<void> {
    for (const { trail } of this.#rows.keys())
      if (trail) for (const index of createIndexes(trail, SCHEMA)) await this.client.query(index);
  }

  /** Writes the rows and puts the tables in the place of the old ones. */
  async finish(): Promise<void> {
    for (const [projection, rows] of this.#rows) {
      const { table, name, shape } = projection;
      await copyRows(this.client, SCHEMA, table, [...rows.byKey.values()]);
      for (const index of createIndexes(table, SCHEMA)) await this.client.query(index);
      for (const { name: built } of tablesOf(projection))
        await this.client.query(`
          ANALYZE ${SCHEMA}.${built}; DROP TABLE IF EXISTS read.${built}; ALTER TABLE ${SCHEMA}.${built} SET SCHEMA read`);
      await this.client.query(
        'UPDATE read.checkpoints SET position = $2, shape = $3, generation = generation + 1 WHERE projection = $1',
        [name, this.position, shape],
      );
    }
    await this.client.query(`DROP SCHEMA ${SCHEMA}`);
  }
}
