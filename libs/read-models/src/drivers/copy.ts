import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Row, type Table } from '../kernel/table.js';
import { jsonText } from './rows.js';

const CHUNK_CHARACTERS = 64 * 1024;

/** Rows on their way into a table by COPY, kept as bytes: millions of objects that live on would have to be collected. */
export class RowsToCopy {
  readonly #line: (row: Row) => string;
  #text = '';
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(readonly table: Table) {
    this.#line = lineOf(table);
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(row: Row): void {
    this.#text += this.#line(row);
    if (this.#text.length >= CHUNK_CHARACTERS) this.#close();
  }

  /**
   * Sends what was added since the last time. FREEZE spares the first readers, and vacuum, a visit to each row: allowed only when
   * the table was made in the same transaction, when nobody else can see it yet.
   */
  async send(client: pg.ClientBase, schema: string): Promise<void> {
    this.#close();
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    if (chunks.length === 0) return;
    const { name, columns } = this.table;
    const into = `COPY ${schema}.${name} (${Object.keys(columns).join(', ')}) FROM STDIN WITH (FREEZE)`;
    await pipeline(chunks, client.query(copyFrom(into)));
  }

  #close(): void {
    if (this.#text === '') return;
    const chunk = Buffer.from(this.#text);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#text = '';
  }
}

type Plain = string | number | boolean | null;

/** A row in COPY's text format (PostgreSQL manual, COPY, File Formats). */
function lineOf({ columns }: Table): (row: Row) => string {
  const each = Object.entries(columns).map(([name, { sql, isPlain }]) => ({ name, isPlain, isJson: sql === 'json' }));
  return (row) => {
    let line = '';
    let separator = '';
    for (const { name, isPlain, isJson } of each) {
      const value = isJson ? jsonText(row[name]) : (row[name] as Plain);
      line += separator;
      line += value === null ? '\\N' : isPlain ? String(value) : escaped(String(value));
      separator = '\t';
    }
    return `${line}\n`;
  };
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const ESCAPED = /[\\\t\n\r]/;
const EVERY_ESCAPED = /[\\\t\n\r]/g;

const escaped = (text: string): string =>
  ESCAPED.test(text) ? text.replace(EVERY_ESCAPED, (character) => ESCAPES[character] ?? character) : text;
