import { definitionOf, sentence } from '#custody';
import { openFacts, type JsonObject } from '#integrity';
import { cut, limitOf, pageOf, placeAfter } from '../queries/paging.js';
import { isId, keysFor, opened, subjectsIn, type Reader } from '../queries/reader.js';
import { isSeen, seenOf, values, type Given } from '../visibility/seeing.js';
import { type BreakGlassUse, type Cursor, type LookFilter, type LookItem, type Page } from '../views.js';
import { type BreakGlassRow } from './break-glass.js';
import { type LookRow } from './looks.js';

const NONE: Page<LookItem> = { items: [], next: null };

type NamedRow = LookRow & { readonly operation_name: string | null; readonly exhibit_ref: string | null };

const nameIn = (table: string, key: string, name: string): string =>
  `CASE WHEN type <> 'AccessRefused' THEN (SELECT ${name} FROM ${table} WHERE ${table}.${key} = look.${key}) END AS ${name}`;

/** @throws RangeError when `from` or `to` is not a moment. */
export async function looks(reader: Reader, filter: LookFilter, cursor: Cursor): Promise<Page<LookItem>> {
  const { caseId, exhibitId, suspectId, actor, from, to, type } = filter;
  if ([caseId, exhibitId, suspectId].some((id) => id !== undefined && !isId(id))) return NONE;
  const asked = [
    ['case_id =', caseId],
    ['exhibit_id =', exhibitId],
    ['suspect_id =', suspectId],
    ['person_id =', actor],
    ['recorded_at >=', from === undefined ? from : new Date(from).toISOString()],
    ['recorded_at <', to === undefined ? to : new Date(to).toISOString()],
    ['type =', type],
  ].filter(([, value]) => value !== undefined);
  return found(reader, (given) => asked.map(([condition, value]) => `${condition} ${given(value)}`), cursor);
}

/** The page of a case shows its suspects too; what was looked for elsewhere is about others as well, and left out. */
export const looksAtPerson = async (reader: Reader, suspectId: string, cursor: Cursor): Promise<Page<LookItem>> =>
  isId(suspectId) ? found(reader, (given) => [aboutPerson(given(suspectId))], cursor) : NONE;

const aboutPerson = (suspectId: string): string =>
  `(suspect_id = ${suspectId} OR exhibit_id IS NULL AND suspect_id IS NULL
    AND case_id = (SELECT case_id FROM suspects WHERE suspect_id = ${suspectId}))`;

async function found(
  reader: Reader,
  asked: (given: Given) => readonly string[],
  cursor: Cursor,
): Promise<Page<LookItem>> {
  const limit = limitOf(cursor);
  const [place] = placeAfter(cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
  const { given, all } = values(place, limit + 1);
  const conditions = [`(case_id IS NULL OR ${isSeen(reader.sight, 'case_id', given)})`, ...asked(given)];
  const { rows } = await reader.pool.query<NamedRow>(
    `SELECT *, ${nameIn('cases', 'case_id', 'operation_name')}, ${nameIn('exhibits', 'exhibit_id', 'exhibit_ref')}
      FROM (SELECT * FROM looks WHERE ${['position < $1', ...conditions].join(' AND ')}
        ORDER BY position DESC LIMIT $2) look ORDER BY position DESC`,
    all,
  );
  const { shown, last } = cut(rows, limit);
  return pageOf(await itemsOf(reader, shown), last && [last.position]);
}

async function itemsOf(reader: Reader, rows: readonly NamedRow[]): Promise<readonly LookItem[]> {
  const keyOf = await keysFor(
    reader,
    rows.flatMap(({ facts }) => subjectsIn(Object.values(facts as unknown as JsonObject))),
  );
  const actorOf = await reader.actors.named(rows.map(({ actor_key }) => actor_key));
  return rows.map(({ event_id: id, position, type, actor_key, recorded_at: recordedAt, facts, ...about }) => {
    const told = openFacts({ id, data: facts }, keyOf);
    return {
      ...{ position, id, type, label: definitionOf(type)?.label ?? type, recordedAt, actor: actorOf(actor_key) },
      ...{ permission: facts.permission, summary: sentence(type, told.facts, told.erased) },
      ...{ caseId: about.case_id, exhibitId: about.exhibit_id, suspectId: about.suspect_id },
      ...{ operationName: about.operation_name, exhibitRef: about.exhibit_ref },
    };
  });
}

export async function caseOf(
  { pool }: Reader,
  of: { readonly exhibitId: string } | { readonly suspectId: string },
): Promise<string | undefined> {
  const [table, key, id] =
    'exhibitId' in of ? ['exhibits', 'exhibit_id', of.exhibitId] : ['suspects', 'suspect_id', of.suspectId];
  if (!isId(id)) return undefined;
  const { rows } = await pool.query<{ case_id: string | null }>({
    name: `read.case of ${key}`,
    text: `SELECT case_id FROM ${table} WHERE ${key} = $1`,
    values: [id],
  });
  return rows[0]?.case_id ?? undefined;
}

/** See `ReadModels.openedByBreakGlass`. */
export async function openedByBreakGlass({ pool }: Reader, personId: string, now: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ case_id: string }>({
    name: 'read.opened by break-glass',
    text: 'SELECT DISTINCT case_id FROM break_glass WHERE person_id = $1 AND until > $2',
    values: [personId, now],
  });
  return rows.map(({ case_id }) => case_id);
}

export const breakGlassOn = async (reader: Reader, caseId: string): Promise<readonly BreakGlassUse[]> =>
  isId(caseId) && (await seenOf(reader, [caseId])).size > 0 ? uses(reader, 'case_id = $1', [caseId]) : [];

export const breakGlassUnseen = (
  reader: Reader,
  unit: string,
  byOthersThan: string,
): Promise<readonly BreakGlassUse[]> =>
  uses(
    reader,
    `acknowledged_by IS NULL AND person_id <> $2
      AND (unit = $1 OR (SELECT unit FROM cases WHERE cases.case_id = break_glass.case_id) = $1)`,
    [unit, byOthersThan],
  );

async function uses(reader: Reader, where: string, values: readonly unknown[]): Promise<readonly BreakGlassUse[]> {
  const { rows } = await reader.pool.query<BreakGlassRow>(
    `SELECT * FROM break_glass WHERE ${where} ORDER BY position DESC LIMIT 50`,
    [...values],
  );
  const keyOf = await keysFor(reader, subjectsIn(rows.map(({ reason }) => reason?.value)));
  const actorOf = await reader.actors.named(rows.map(({ actor_key }) => actor_key));
  return rows.map(
    ({ event_id: id, case_id: caseId, actor_key, at, until, reason, acknowledged_by: acknowledgedBy }) => ({
      ...{ id, caseId, actor: actorOf(actor_key), at, until, reason: opened(reason, keyOf), acknowledgedBy },
    }),
  );
}
