import type pg from 'pg';
import { binaryArray } from '#ledger';
import { type Column, type Row, type Table } from '../kernel/table.js';

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
  const names = Object.keys(table.columns);
  await client.query({
    name: `read.write ${name}`,
    text: `${insertInto(table)}
      ON CONFLICT (${key}) DO UPDATE SET ${names.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    values: columnsOf(table, rows),
  });
}

/** Adds rows to a trail, in one statement. */
export async function addRows(client: pg.ClientBase, table: Table, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({ name: `read.add ${table.name}`, text: insertInto(table), values: columnsOf(table, rows) });
}

const insertInto = ({ name, columns }: Table): string =>
  `INSERT INTO ${name} (${Object.keys(columns).join(', ')}) SELECT * FROM unnest(${Object.values(columns)
    .map(({ sql }, index) => `$${index + 1}::${sql}[]`)
    .join(', ')})`;

/** Each column's values as one parameter. */
const columnsOf = ({ columns }: Table, rows: readonly Row[]): Buffer[] =>
  Object.entries(columns).map(([name, { sql }]) => ARRAY_OF[sql](rows.map((row) => row[name])));

const ARRAY_OF: Readonly<Record<Column<unknown>['sql'], (values: readonly unknown[]) => Buffer>> = {
  uuid: (values) => binaryArray.uuids(values as readonly (string | null)[]),
  text: (values) => binaryArray.texts(values as readonly (string | null)[]),
  bigint: (values) => binaryArray.longs(values as readonly (number | null)[]),
  boolean: (values) => binaryArray.booleans(values as readonly (boolean | null)[]),
  json: (values) => binaryArray.jsons(values.map(jsonText)),
};

/** SQL's null for a value that is not there; never the JSON `null`. */
export const jsonText = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
