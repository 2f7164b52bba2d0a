import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Row, type Table } from '../kernel/table.js';
import { jsonText } from './rows.js';

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const ESCAPED = /[\\\t\n\r]/;
const EVERY_ESCAPED = /[\\\t\n\r]/g;

/** A row in COPY's text format (PostgreSQL manual, COPY, File Formats). */
function lineOf({ columns }: Table): (row: Row) => string {
  const each = Object.entries(columns);
  return (row) => {
    let line = '';
    let separator = '';
    for (const [name, { sql }] of each) {
      const value = sql === 'json' ? jsonText(row[name]) : (row[name] as Plain);
      const field = value === null ? '\\N' : sql === 'text' || sql === 'json' ? escaped(String(value)) : String(value);
      line += separator + field;
      separator = '\t';
    }
    return `${line}\n`;
  };
}

const escaped = (text: string): string =>
  ESCAPED.test(text) ? text.replace(EVERY_ESCAPED, (character) => ESCAPES[character] ?? character) : text;

type Plain = string | number | boolean | null;

const ROWS_A_CHUNK = 500;

/**
 * Fills a table by COPY. FREEZE spares the first readers, and vacuum, a visit to each row: allowed only when the table was made
 * in the same transaction, when nobody else can see it yet.
 */
export async function copyRows(
  client: pg.ClientBase,
  schema: string,
  table: Table,
  rows: readonly Row[],
): Promise<void> {
  const columns = Object.keys(table.columns).join(', ');
  const line = lineOf(table);
  const chunks = function* () {
    for (let start = 0; start < rows.length; start += ROWS_A_CHUNK) {
      let chunk = '';
      for (const row of rows.slice(start, start + ROWS_A_CHUNK)) chunk += line(row);
      yield chunk;
    }
  };
  await pipeline(chunks, client.query(copyFrom(`COPY ${schema}.${table.name} (${columns}) FROM STDIN WITH (FREEZE)`)));
}
