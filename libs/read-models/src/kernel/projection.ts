import { eventTypes, UnknownEventType } from '#custody';
import { sha256 } from '#integrity';
import { createIndexes, createTable, type Row, type RowOf, type Table } from './table.js';
import { type Told } from './told.js';

/** How each event type of `Facts` changes a row: what it returns is written over the columns it names. */
export type Changes<R, Facts> = {
  readonly [T in keyof Facts]: (row: Readonly<R>, facts: Facts[T], event: Told) => Partial<R>;
};

interface Definition<Facts, T extends Table> {
  readonly table: T;
  /** The key of the row that an event is about; undefined when it is about none. */
  readonly rowOf: (event: Told) => string | undefined;
  /** The row before its first event. */
  readonly blank: (key: string, event: Told) => RowOf<T>;
  readonly on: Changes<RowOf<T>, Facts>;
  /** Counts the meanings that the columns have had: a change of `on` that changes old rows too raises it. */
  readonly version: number;
  /** A row for every event, of any type, made after the event changed the row that it is about; undefined for what is left out. */
  readonly trail?: {
    readonly table: Table;
    readonly entry: (event: Told, row: RowOf<T> | undefined) => Row | undefined;
  };
}

/** Events to rows: one fold for whoever drives it. */
export interface Projection {
  readonly name: string;
  readonly table: Table;
  readonly trail: Table | undefined;
  /** Changes with the tables' definitions and with `version`: rows of another shape are kept in another schema. */
  readonly shape: string;
  /** The key of the row that an event changes. */
  readonly rowOf: (event: Told) => string | undefined;
  /**
   * Applies an event to the rows, changing them in place, and returns its entry in the trail. The row that it is about must be
   * among them if it exists.
   *
   * @throws UnknownEventType when this version of the code does not know the type: a view that leaves out what it does not
   * understand must not be shown to a court.
   */
  readonly apply: (rows: Rows, event: Told) => Row | undefined;
}

/** Rows by their key, and the keys of those that are no longer as they were read. */
export class Rows {
  readonly changed = new Set<string>();

  constructor(readonly byKey = new Map<string, Row>()) {}

  add(key: string, row: Row): Row {
    this.byKey.set(key, row);
    this.changed.add(key);
    return row;
  }

  /** What was written over since it was read. */
  changedRows(): readonly Row[] {
    return [...this.changed].map((key) => this.byKey.get(key)).filter((row) => row !== undefined);
  }

  change(key: string, row: Row, to: Row): void {
    let changed = false;
    for (const column in to) {
      row[column] = to[column];
      changed = true;
    }
    if (changed) this.changed.add(key);
  }
}

const KNOWN: ReadonlySet<string> = new Set(eventTypes);

/** `projection<CaseFacts, typeof caseTable>({ on: { CaseOpened: (row, facts, event) => ({ ... }) } })`: a line for every type of the facts. */
export function projection<Facts extends object, T extends Table>(definition: Definition<Facts, T>): Projection {
  const { table, blank, trail, version } = definition;
  const changes = new Map(Object.entries(definition.on) as [string, (row: Row, facts: object, event: Told) => Row][]);
  const rowOf = (event: Told) => (changes.has(event.type) ? definition.rowOf(event) : undefined);
  const tables: Table[] = trail ? [table, trail.table] : [table];
  const ddl = tables.flatMap((each) => [createTable(each, 'read'), ...createIndexes(each, 'read')]);
  return {
    name: table.name,
    table,
    trail: trail?.table,
    shape: sha256([version, ...ddl].join('\n')),
    rowOf,
    apply(rows, event) {
      if (!KNOWN.has(event.type)) throw new UnknownEventType(event.type, table.name);
      const change = changes.get(event.type);
      const key = change && definition.rowOf(event);
      if (!change || key === undefined) return trail?.entry(event, undefined);
      const row = rows.byKey.get(key) ?? rows.add(key, blank(key, event));
      rows.change(key, row, change(row, event.facts, event));
      return trail?.entry(event, row as RowOf<T>);
    },
  };
}

export const tablesOf = ({ table, trail }: Projection): readonly Table[] => (trail ? [table, trail] : [table]);
