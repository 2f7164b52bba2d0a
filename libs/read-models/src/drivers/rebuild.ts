import type pg from 'pg';
import { START, type Ledger, type Position } from '#ledger';
import { Rows, tablesOf, type Projection } from '../kernel/projection.js';
import { createIndexes, createTable } from '../kernel/table.js';
import { type Told } from '../kernel/told.js';
import { withTokens, type NameKeys } from '../search/names.js';
import { announce } from './announce.js';
import { holdCheckpoints } from './checkpoints.js';
import { connect, transaction } from './connection.js';
import { RowsToCopy } from './copy.js';
import { copyLedger } from './ledger-copy.js';
import { readLedger, type LedgerPages } from './ledger-pages.js';
import { projections as every } from './projections.js';
import { ONE_AT_A_TIME, schemaOf } from './schema.js';

export interface RebuildOptions {
  readonly ledger: Pick<Ledger, 'readAll'>;
  /** The read models' database. */
  readonly url: string;
  /** The ledger's database, where the ledger is PostgreSQL: it is then read by COPY, several times faster. */
  readonly ledgerUrl?: string | undefined;
  /** What names are opened and looked for by; without it nobody is found by name. */
  readonly names?: NameKeys | undefined;
  /** All unless told; others have a schema of their own. */
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
 * new checkpoint. What is sealed stays sealed; keys of subjects are needed for the index of names only.
 *
 * @throws UnknownEventType, and whatever the database or the ledger refuse; the read models are then as they were.
 */
export async function rebuild({
  ledger,
  url,
  ledgerUrl,
  names,
  projections = every,
}: RebuildOptions): Promise<Rebuilt> {
  const began = performance.now();
  const schema = schemaOf(projections);
  const client = await connect(url, 'read models rebuild', schema);
  try {
    const building = new Building(client, schema, projections, names);
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

/** While the product runs: what came since the read models were held is not for them yet. */
export interface ComparisonOptions extends RebuildOptions {
  readonly live?: boolean;
}

/** Rows of one table that are not as a rebuild makes them: `surplus` are there, `missing` would be. */
export interface TableDifference {
  readonly table: string;
  readonly missing: number;
  readonly surplus: number;
}

/**
 * Builds read models anew beside those in use and compares them; changes nothing. Whatever moves the read models waits meanwhile.
 *
 * @throws Error when they have not come as far as the ledger.
 */
export async function compareWithRebuild(options: ComparisonOptions): Promise<readonly TableDifference[]> {
  const { ledger, url, ledgerUrl, names, projections = every } = options;
  const schema = schemaOf(projections);
  const client = await connect(url, 'read models check', schema);
  try {
    return await transaction(client, async () => {
      await client.query(`SELECT pg_advisory_xact_lock(${ONE_AT_A_TIME})`);
      const held = await holdCheckpoints(client, projections);
      const building = new Building(client, schema, projections, names);
      await building.begin();
      const pages = ledgerUrl === undefined ? readLedger(ledger, START) : copied(ledger, ledgerUrl);
      const last = Math.max(...[...held.values()].map(({ position }) => position));
      await building.add(options.live ? upTo(pages, last) : pages);
      for (const [{ name }, { position }] of held)
        if (position !== building.position)
          throw new Error(
            `${name} is at position ${position}, the ledger at ${building.position}: check when it is there`,
          );
      return building.compare();
    });
  } finally {
    await client.end();
  }
}

/** The events up to a position. */
async function* upTo(pages: LedgerPages, last: Position): LedgerPages {
  for await (const page of pages) {
    yield page.filter(({ position }) => position <= last);
    if ((page.at(-1)?.position ?? START) >= last) return;
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

const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** A projection whose tables are built. Rows that events still may change are kept in memory, and written at the end. */
interface Built {
  readonly projection: Projection;
  readonly rows: Rows;
  readonly trail: RowsToCopy | undefined;
}

class Building {
  events = 0;
  position: Position = START;
  readonly #built: readonly Built[];
  /** Where the new tables are until they take the place of the old ones. */
  readonly #next: string;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly schema: string,
    projections: readonly Projection[],
    private readonly names: NameKeys | undefined,
  ) {
    this.#next = `${schema}_next`;
    this.#built = projections.map((projection) => ({
      projection,
      rows: new Rows(),
      trail: projection.trail && new RowsToCopy(projection.trail),
    }));
  }

  async begin(): Promise<void> {
    // What a crash takes back is built again: nothing waits for the disk. A small sample tells the planner what it needs.
    await this.client.query(`
      SET LOCAL synchronous_commit = off; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL default_statistics_target = 10;
      CREATE SCHEMA ${this.#next}`);
    for (const { projection } of this.#built)
      for (const table of tablesOf(projection)) await this.client.query(createTable(table, this.#next));
  }

  /** Folds events. While trails are sent, the next pages are folded. */
  async add(pages: LedgerPages): Promise<void> {
    let sending: Promise<void> | undefined;
    try {
      for await (const read of pages) {
        const page = await withTokens(read, this.names);
        for (const built of this.#built) fold(page, built);
        this.events += page.length;
        this.position = page.at(-1)?.position ?? this.position;
        if (!this.#built.some(({ trail }) => trail && trail.bytes >= BYTES_AT_ONCE)) continue;
        await sending;
        sending = this.#sendTrails();
        sending.catch(() => undefined); // it fails where it is awaited
      }
    } finally {
      await sending;
    }
    await this.#sendTrails();
  }

  async indexTrails(): Promise<void> {
    for (const { trail } of this.#built) if (trail) await this.#index(createIndexes(trail.table, this.#next));
  }

  /** Writes the rows and puts the tables in the place of the old ones. */
  async finish(): Promise<void> {
    for (const { projection, rows } of this.#built) {
      const { table, name } = projection;
      const written = new RowsToCopy(table);
      for (const row of rows.byKey.values()) written.add(row);
      await written.send(this.client, this.#next);
      await this.#index(createIndexes(table, this.#next));
      for (const { name: built } of tablesOf(projection))
        await this.client.query(`
          ANALYZE ${this.#next}.${built}; DROP TABLE IF EXISTS ${this.schema}.${built}; ALTER TABLE ${this.#next}.${built} SET SCHEMA ${this.schema}`);
      await this.client.query(
        'UPDATE checkpoints SET position = $2, generation = generation + 1 WHERE projection = $1',
        [name, this.position],
      );
    }
    await this.client.query(`DROP SCHEMA ${this.#next}`);
  }

  /** Writes the rows, compares the tables with those in use, and drops them. */
  async compare(): Promise<readonly TableDifference[]> {
    const differences: TableDifference[] = [];
    for (const { projection, rows } of this.#built) {
      const written = new RowsToCopy(projection.table);
      for (const row of rows.byKey.values()) written.add(row);
      await written.send(this.client, this.#next);
      for (const { name } of tablesOf(projection)) {
        const only = (a: string, b: string) =>
          `(SELECT count(*)::int FROM (SELECT x::text FROM ${a}.${name} x EXCEPT ALL SELECT x::text FROM ${b}.${name} x) d)`;
        const found = await this.client.query<{ missing: number; surplus: number }>(
          `SELECT ${only(this.#next, this.schema)} AS missing, ${only(this.schema, this.#next)} AS surplus`,
        );
        const { missing, surplus } = found.rows[0];
        if (missing + surplus > 0) differences.push({ table: name, missing, surplus });
      }
    }
    await this.client.query(`DROP SCHEMA ${this.#next} CASCADE`);
    return differences;
  }

  async #sendTrails(): Promise<void> {
    for (const { trail } of this.#built) await trail?.send(this.client, this.#next);
  }

  async #index(indexes: readonly string[]): Promise<void> {
    for (const index of indexes) await this.client.query(index);
  }
}

function fold(page: readonly Told[], { projection, rows, trail }: Built): void {
  for (const event of page) {
    const entry = projection.apply(rows, event);
    if (entry) trail?.add(entry);
  }
}
