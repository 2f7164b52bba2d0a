/** A column: its type in SQL, and `V`, the type of its values in a row. */
export interface Column<V> {
  readonly sql: 'uuid' | 'text' | 'bigint' | 'boolean' | 'json';
  readonly nullable: boolean;
  /** Never there: it ties the column to the type of its values. */
  readonly holds?: V;
}

const column = <V>(sql: Column<V>['sql']): Column<V> => ({ sql, nullable: false });

export const uuid = column<string>('uuid');
export const text = column<string>('text');
/** One of a few words. */
export const word = <W extends string>(): Column<W> => column<W>('text');
/** ISO 8601 UTC with milliseconds, as the ledger writes it: of one length, so that it sorts as time does. */
export const moment = column<string>('text');
/** YYYY-MM-DD. */
export const day = column<string>('text');
export const whole = column<number>('bigint');
export const yesOrNo = column<boolean>('boolean');
/** Kept as `json`, which gives back the very text: a rebuilt table is the same to the byte. */
export const json = <V>(): Column<V> => column<V>('json');
export const maybe = <V>(column: Column<V>): Column<V | null> => ({ ...column, nullable: true });

export type Columns = Readonly<Record<string, Column<unknown>>>;

export interface Table<C extends Columns = Columns> {
  readonly name: string;
  /** What it is made of, besides its columns: `WITH (...)` of CREATE TABLE. */
  readonly storage?: string;
  readonly columns: C;
  readonly key: string;
  /** By name: what follows `ON <table>` in CREATE INDEX. */
  readonly indexes: Readonly<Record<string, string>>;
}

/** A row of a table, by column. */
export type RowOf<T extends Table> = {
  -readonly [N in keyof T['columns']]: T['columns'][N] extends Column<infer V> ? V : never;
};

/** A row of any table. */
export type Row = Record<string, unknown>;

/** Names the columns and says which is the key, keeping the exact types of the rows. */
export const table = <const C extends Columns>(definition: Table<C> & { readonly key: keyof C }): Table<C> =>
  definition;

const columnList = ({ columns }: Table): string =>
  Object.entries(columns)
    .map(
      ([name, { sql, nullable }]) =>
        `${name} ${sql === 'text' ? 'text COLLATE "C"' : sql}${nullable ? '' : ' NOT NULL'}`,
    )
    .join(', ');

export const createTable = (of: Table, schema: string): string =>
  `CREATE TABLE ${schema}.${of.name} (${columnList(of)})${of.storage ? ` WITH (${of.storage})` : ''}`;

/** The key and the indexes, apart from the table: they are built faster on a table that is filled. */
export const createIndexes = ({ name, key, indexes }: Table, schema: string): readonly string[] => [
  `ALTER TABLE ${schema}.${name} ADD PRIMARY KEY (${key})`,
  ...Object.entries(indexes).map(([index, on]) => `CREATE INDEX ${name}_${index} ON ${schema}.${name} ${on}`),
];
