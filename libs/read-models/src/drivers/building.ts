import type pg from 'pg';
import { START, type Position } from '#ledger';
import { Rows, tablesOf, type Projection } from '../kernel/projection.js';
import { createIndexes, createTable, type Table } from '../kernel/table.js';
import { type Told } from '../kernel/told.js';
import { withTokens, type NameKeys } from '../search/names.js';
import { connect, transaction } from './connection.js';
import { RowsToCopy } from './copy.js';
import { type LedgerPages } from './ledger-pages.js';
import { addRows, writeRows } from './rows.js';
import { nextTo } from './schema.js';

/** Rows of one table that are not as a rebuild makes them: `surplus` are there, `missing` would be. */
export interface TableDifference {
  readonly table: string;
  readonly missing: number;
  readonly surplus: number;
}

const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** A projection whose tables are built. Rows that events still may change are kept in memory, and written at the end. */
interface Built {
  readonly projection: Projection;
  readonly rows: Rows;
  readonly trail: RowsToCopy | undefined;
}

/**
 * What a crash takes back is built again: nothing waits for the disk. A small sample tells the planner what it needs. Two connections
 * make indexes beside each other; workers of theirs would take nearly twice the processor's time for the same.
 */
const SETTINGS = `SET synchronous_commit = off; SET maintenance_work_mem = '256MB'; SET default_statistics_target = 10;
  SET max_parallel_maintenance_workers = 0`;

/** Tables that are built beside those in use, by whoever holds the lock that lets one do so at a time. */
export class Building {
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
    this.#next = nextTo(schema);
    this.#built = projections.map((projection) => ({
      projection,
      rows: new Rows(),
      trail: projection.trail && new RowsToCopy(projection.trail),
    }));
  }

  async begin(): Promise<void> {
    await this.client.query(SETTINGS);
    await this.drop();
    await this.client.query(`CREATE SCHEMA ${this.#next}`);
    for (const { trail } of this.#built) {
      if (!trail) continue;
      const [key = ''] = createIndexes(trail.table, this.#next);
      await this.client.query(`${createTable(trail.table, this.#next)}; ${key}`);
    }
  }

  /** Folds events. While trails are sent, the next pages are folded. */
  async add(pages: LedgerPages): Promise<void> {
    let sending: Promise<void> | undefined;
    try {
      for await (const read of pages) {
        const page = await this.#counted(read);
        for (const { projection, rows, trail } of this.#built)
          for (const event of page) {
            const entry = projection.apply(rows, event);
            if (entry) trail?.add(entry);
          }
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

  /** Writes the rows as they are so far into a table that it makes. */
  async #fill(client: pg.ClientBase, { projection: { table }, rows }: Built): Promise<void> {
    await client.query(createTable(table, this.#next));
    const written = new RowsToCopy(table);
    for (const row of rows.byKey.values()) written.add(row);
    await written.send(client, this.#next);
  }

  /** Writes the rows, and makes keys and indexes, over two connections: PostgreSQL makes an index on one core. */
  async finish(url: string): Promise<void> {
    const todo = this.#unfinished();
    const work = async (client: pg.ClientBase) => {
      for (const task of todo) await task(client);
    };
    const help = async () => {
      const second = await connect(url, 'read models rebuild', this.schema);
      try {
        await second.query(SETTINGS);
        await work(second);
      } finally {
        await second.end();
      }
    };
    const helping = help();
    helping.catch(() => undefined); // it fails where it is awaited
    try {
      await work(this.client);
    } finally {
      await helping;
    }
    for (const { trail } of this.#built) if (trail) await this.client.query(this.#analyze(trail.table));
  }

  /** What takes long comes neither first, when there is no help yet, nor last. Nobody gets any more of it once something failed. */
  *#unfinished(): Generator<(client: pg.ClientBase) => Promise<unknown>> {
    for (const built of this.#built)
      yield async (client) => {
        const { table } = built.projection;
        await transaction(client, () => this.#fill(client, built));
        await client.query([...createIndexes(table, this.#next), this.#analyze(table)].join(';'));
      };
    for (const { trail } of this.#built)
      if (trail)
        for (const index of createIndexes(trail.table, this.#next).slice(1)) yield (client) => client.query(index);
  }

  #analyze({ name }: Table): string {
    return `ANALYZE ${this.#next}.${name}`;
  }

  /** Folds the last events, and writes what they change, as a projector does. */
  async addLast(pages: LedgerPages): Promise<void> {
    const inNext = (table: Table): Table => ({ ...table, name: `${this.#next}.${table.name}` });
    for await (const read of pages) {
      const page = await this.#counted(read);
      for (const { projection, rows } of this.#built) {
        const { table, trail } = projection;
        rows.changed.clear();
        const entries = page.map((event) => projection.apply(rows, event)).filter((entry) => entry !== undefined);
        await writeRows(this.client, inNext(table), rows.changedRows());
        if (trail) await addRows(this.client, inNext(trail), entries);
      }
    }
  }

  /** Puts the tables in the place of the old ones. */
  async takePlace(): Promise<void> {
    for (const { projection } of this.#built) {
      for (const { name } of tablesOf(projection))
        await this.client.query(
          `DROP TABLE IF EXISTS ${this.schema}.${name}; ALTER TABLE ${this.#next}.${name} SET SCHEMA ${this.schema}`,
        );
      await this.client.query(
        'UPDATE checkpoints SET position = $2, generation = generation + 1 WHERE projection = $1',
        [projection.name, this.position],
      );
    }
  }

  /** Writes the rows, compares the tables with those in use, and drops them. */
  async compare(): Promise<readonly TableDifference[]> {
    const differences: TableDifference[] = [];
    for (const built of this.#built) {
      const { projection } = built;
      await this.#fill(this.client, built);
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
    await this.drop();
    return differences;
  }

  async drop(): Promise<void> {
    await this.client.query(`DROP SCHEMA IF EXISTS ${this.#next} CASCADE`);
  }

  async #sendTrails(): Promise<void> {
    for (const { trail } of this.#built) await trail?.send(this.client, this.#next);
  }

  async #counted(read: readonly Told[]): Promise<readonly Told[]> {
    this.events += read.length;
    this.position = read.at(-1)?.position ?? this.position;
    return withTokens(read, this.names);
  }
}
