import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { binaryArray } from '#ledger';
import { type Column, type Row, type Table } from '../kernel/table.js';
import { jsonText } from './rows.js';

const CHUNK_BYTES = 64 * 1024;
/** Before the rows and after them, in COPY's binary format: no flags, no extension (PostgreSQL manual, COPY, File Formats). */
const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const NULL = -1;

type Value = string | number | boolean | null;

/** Rows on their way into a table by COPY, kept as bytes: millions of objects that live on would have to be collected. */
export class RowsToCopy {
  readonly #columns: readonly {
    readonly name: string;
    readonly isJson: boolean;
    readonly isText: boolean;
    readonly put: Put;
  }[];
  readonly #values: Value[] = [];
  #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #used = 0;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(readonly table: Table) {
    this.#columns = Object.entries(table.columns).map(([name, { sql }]) => ({
      ...{ name, isJson: sql === 'json', isText: sql === 'text', put: PUT[sql] },
    }));
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(row: Row): void {
    const [columns, values] = [this.#columns, this.#values];
    let room = COUNT_BYTES;
    for (let nth = 0; nth < columns.length; nth += 1) {
      const { name, isJson, isText } = columns[nth];
      const given = (isJson ? jsonText(row[name]) : row[name]) as Value | undefined;
      // Of an event that somebody tampered with anything may be missing: the check has to be able to say so.
      const value = isText && typeof given !== 'string' && given !== null ? String(given) : (given ?? null);
      values[nth] = value;
      // UTF-8 takes three bytes at most for what is one in UTF-16; a number takes eight.
      room += LENGTH_BYTES + (typeof value === 'string' ? value.length * 3 : 8);
    }
    if (room > this.#chunk.length - this.#used) this.#close(room);
    const chunk = this.#chunk;
    let at = chunk.writeInt16BE(columns.length, this.#used);
    for (let nth = 0; nth < columns.length; nth += 1) {
      const value = values[nth];
      const length = value === null ? NULL : columns[nth].put(chunk, value as never, at + LENGTH_BYTES);
      at = chunk.writeInt32BE(length, at) + (value === null ? 0 : length);
    }
    this.#used = at;
  }

  /**
   * Sends what was added since the last time. FREEZE spares the first readers, and vacuum, a visit to each row: allowed only when
   * the table was made in the same transaction, when nobody else can see it yet.
   */
  async send(client: pg.ClientBase, schema: string): Promise<void> {
    this.#close(CHUNK_BYTES);
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    if (chunks.length === 0) return;
    const { name, columns } = this.table;
    const into = `COPY ${schema}.${name} (${Object.keys(columns).join(', ')}) FROM STDIN WITH (FORMAT binary, FREEZE)`;
    await pipeline([HEADER, ...chunks, TRAILER], client.query(copyFrom(into)));
  }

  /** Begins another chunk, with so much room at least. */
  #close(room: number): void {
    if (this.#used > 0) {
      this.#chunks.push(this.#chunk.subarray(0, this.#used));
      this.#bytes += this.#used;
      this.#used = 0;
    } else if (room <= this.#chunk.length) return;
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, room));
  }
}

/** Puts a value into a buffer; returns how many bytes it took. */
type Put = (into: Buffer, value: never, at: number) => number;

const putText = (into: Buffer, value: string, at: number): number => into.write(value, at);

const PUT: Readonly<Record<Column<unknown>['sql'], Put>> = {
  uuid: binaryArray.putUuid,
  text: putText,
  json: putText,
  bigint: binaryArray.putLong,
  boolean: binaryArray.putBoolean,
};
