import type pg from 'pg';
import { type Row, type Table } from '../kernel/table.js';

/** The rows with these keys, by key. */
export async function loadRows(
  client: pg.ClientBase,
  table: Table,
  keys: readonly string[],
): Promise<Map<string, Row>> {
  if (keys.length === 0) return new Map();
  const { name, key, columns } = table;
  const { rows } = await client.query<Row>({
    name: `read.load ${name}`,
    text: `SELECT ${Object.keys(columns).join(', ')} FROM ${name} WHERE ${key} = ANY($1)`,
    values: [keys],
  });
  return new Map(rows.map((row) => [String(row[key]), row]));
}

/** Writes rows, new or changed, in one statement. */
export async function writeRows(client: pg.ClientBase, table: Table, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const { name, key } = table;
  const columns = Object.entries(table.columns);
  const names = columns.map(([column]) => column);
  await client.query({
    name: `read.write ${name}`,
    text: `INSERT INTO ${name} (${names.join(', ')})
      SELECT * FROM unnest(${columns.map(([, { sql }], index) => `$${index + 1}::${sql}[]`).join(', ')})
      ON CONFLICT (${key}) DO UPDATE SET ${names.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    values: columns.map(([column, { sql }]) =>
      rows.map((row) => (sql === 'json' ? jsonText(row[column]) : row[column])),
    ),
  });
}

/** Adds rows to a trail, in one statement. */
export async function addRows(client: pg.ClientBase, table: Table, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries(table.columns);
  await client.query({
    name: `read.add ${table.name}`,
    text: `INSERT INTO ${table.name} (${columns.map(([column]) => column).join(', ')})
      SELECT * FROM unnest(${columns.map(([, { sql }], index) => `$${index + 1}::${sql}[]`).join(', ')})`,
    values: columns.map(([column]) => rows.map((row) => row[column])),
  });
}

/** SQL's null for a value that is not there; never the JSON `null`. */
export const jsonText = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
