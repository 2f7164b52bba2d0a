import { claimAggregate, continuity, type ChainEntry, type Continuity, type Correction } from '#custody';
import { type CorrectionRow } from '../corrections/corrections.js';
import { cut, limitOf, pageOf, placeAfter } from '../queries/paging.js';
import { seenThrough } from '../exhibits/exhibit-queries.js';
import { isId, type Reader } from '../queries/reader.js';
import { containing } from '../search/words.js';
import { isSeen, values } from '../visibility/seeing.js';
import {
  type AsKnownAt,
  type AuditFilter,
  type Cursor,
  type Page,
  type TimelineAsked,
  type TimelineItem,
} from '../views.js';
import { type EntryRow, type Line } from './entries.js';
import { itemsOf, type Corrections, type Entry } from './items.js';

const NONE: Page<TimelineItem> = { items: [], next: null };

/** A line that the index cannot hold is fetched from the table. */
const LINE = 'coalesce(line, (SELECT long FROM entries whole WHERE whole.position = entry.position))';

/**
 * Columns of text come as they are. Otherwise PostgreSQL counts their bytes once more, which the embedded one, built to be small,
 * does so slowly that of 58 KB it is a fifth of the query; and pg copies them, unless rows are arrays.
 */
const AS_THEY_ARE = { rowMode: 'array', binary: true } as const;

/**
 * What happened to an exhibit. In the order in which it was recorded it is read as one text, which of 200 entries is half the
 * work, and from the index alone.
 */
export async function exhibitTimeline(
  reader: Reader,
  exhibitId: string,
  asked: TimelineAsked,
): Promise<Page<TimelineItem>> {
  if (!isId(exhibitId)) return NONE;
  if (reader.sight === 'everything') return wholeTimeline(reader, exhibitId, asked);
  const [by, page] = await Promise.all([seenThrough(reader, exhibitId), wholeTimeline(reader, exhibitId, asked)]);
  if (!by) return NONE;
  // What belongs to a case that is not seen is told as of the one that is.
  const seen = [by.caseId, ...by.alsoIn];
  const items = page.items.map((item) => (seen.includes(item.caseId) ? item : { ...item, caseId: by.caseId }));
  return { ...page, items };
}

async function wholeTimeline(reader: Reader, exhibitId: string, asked: TimelineAsked): Promise<Page<TimelineItem>> {
  if (asked.asKnownAt !== undefined || asked.order === 'happened' || asked.types !== undefined)
    return found(reader, { where: 'exhibit_id = $1', values: [exhibitId], order: 'ASC' }, asked);
  const limit = limitOf(asked);
  const [place] = placeAfter(asked, [0]) ?? [0];
  const { rows } = await reader.pool.query<[case_id: string | null, exhibit_ref: string | null, lines: string | null]>({
    name: 'read.exhibit timeline',
    text: `SELECT case_id::text, exhibit_ref, lines FROM (SELECT string_agg(${LINE}, ',' ORDER BY position) AS lines
      FROM (SELECT position, line FROM entries WHERE exhibit_id = $1 AND position > $2 ORDER BY position LIMIT $3) entry) found
      LEFT JOIN exhibits ON exhibit_id = $1`,
    values: [exhibitId, place, limit + 1],
    ...AS_THEY_ARE,
  });
  const [caseId, exhibitRef, lines] = rows[0] ?? [null, null, null];
  const { shown, last } = cut(JSON.parse(`[${lines ?? ''}]`) as readonly Line[], limit);
  const about = { caseId: caseId ?? '', exhibitId, exhibitRef, suspectId: null };
  const entries = shown.map((line) => ({ line, about }));
  // A correction comes after what it corrects: on the last page there is none that is not on it.
  const corrections = last
    ? await correctionsOf(reader, entries)
    : byEntry(shown.filter(isCorrection).map(correctionIn));
  return pageOf(await itemsOf(reader, entries, corrections), last && [last[0]]);
}

const isCorrection = ([, , type]: Line): boolean => type === 'EntryCorrected';

function correctionIn([, event_id, , , , , recorded_at, , , , , , facts]: Line): CorrectionRow {
  const { correctsEventId: corrects, field } = facts as unknown as Correction;
  return { corrects, event_id, field, recorded_at };
}

function byEntry(corrections: readonly CorrectionRow[]): Corrections {
  if (corrections.length === 0) return undefined;
  const found = new Map<string, TimelineItem['correctedBy']>();
  for (const { corrects, event_id: id, field, recorded_at: recordedAt } of corrections)
    found.set(corrects, [...(found.get(corrects) ?? []), { id, field, recordedAt }]);
  return found;
}

/**
 * Whether every minute of an exhibit is accounted for; undefined when nothing is recorded of it.
 *
 * @param now ISO 8601 UTC: the moment that is asked about, unless an earlier one is.
 * @throws RangeError when `asKnownAt` is not a moment.
 */
export async function continuityOf(
  reader: Reader,
  exhibitId: string,
  { asKnownAt }: AsKnownAt,
  now: string,
): Promise<Continuity | undefined> {
  if (!isId(exhibitId)) return undefined;
  if (reader.sight !== 'everything' && !(await seenThrough(reader, exhibitId))) return undefined;
  const { rows } = await reader.pool.query<[lines: string | null]>({
    name: 'read.exhibit lines',
    text: `SELECT string_agg(${LINE}, ',' ORDER BY position) AS lines
      FROM (SELECT position, line FROM entries WHERE exhibit_id = $1 ORDER BY position) entry`,
    values: [exhibitId],
    ...AS_THEY_ARE,
  });
  const lines = rows[0]?.[0];
  return lines ? prove(reader, exhibitId, lines, momentOf(asKnownAt, now)) : undefined;
}

const momentOf = (asKnownAt: string | undefined, now: string): string =>
  asKnownAt === undefined ? now : new Date(asKnownAt).toISOString();

/** The same of every exhibit of a case, in one question. */
export async function continuityOfCase(
  reader: Reader,
  caseId: string,
  { asKnownAt }: AsKnownAt,
  now: string,
): Promise<ReadonlyMap<string, Continuity>> {
  if (!isId(caseId)) return new Map();
  const { given, all } = values(caseId);
  const { rows } = await reader.pool.query<{ exhibit_id: string; lines: string }>(
    `SELECT exhibit_id, string_agg(${LINE}, ',' ORDER BY position) AS lines FROM entries entry
      WHERE exhibit_id IN (SELECT exhibit_id FROM exhibits
        WHERE case_id = $1 AND ${isSeen(reader.sight, 'case_id', given)}) GROUP BY exhibit_id`,
    all,
  );
  const asOf = momentOf(asKnownAt, now);
  const proved = rows.map(async ({ exhibit_id, lines }): Promise<[string, Continuity]> => [
    exhibit_id,
    await prove(reader, exhibit_id, lines, asOf),
  ]);
  return new Map(await Promise.all(proved));
}

async function prove(reader: Reader, exhibitId: string, found: string, asOf: string): Promise<Continuity> {
  const lines = JSON.parse(`[${found}]`) as readonly Line[];
  const actorOf = await reader.actors.named(lines.map((line) => line[4]));
  const entries = lines.map(([, id, type, , actorKey, occurredAt, recordedAt, , , , , , facts]): ChainEntry => ({
    ...{ id, type, facts, by: actorOf(actorKey), occurredAt, recordedAt },
  }));
  return continuity(exhibitId, entries, asOf, (personId) => reader.nameOf(personId) ?? personId);
}

/** Claims of references and seal numbers: the event that they were made for says the same. The audit has them. */
const CLAIMS = Object.keys(claimAggregate.events);

/** What happened in a case and to its exhibits and suspects. */
export async function caseTimeline(reader: Reader, caseId: string, asked: TimelineAsked): Promise<Page<TimelineItem>> {
  if (!isId(caseId)) return NONE;
  const { given, all } = values(caseId, CLAIMS);
  const where = `case_id = $1 AND NOT type = ANY($2) AND ${isSeen(reader.sight, 'case_id', given)}`;
  return found(reader, { where, values: all, order: 'ASC' }, asked);
}

/**
 * Who recorded what, the latest first.
 *
 * @throws RangeError when `from`, `to` or `asKnownAt` is not a moment.
 */
export async function audit(reader: Reader, filter: AuditFilter, cursor: Cursor): Promise<Page<TimelineItem>> {
  const { caseId, exhibitId, suspectId, actor, from, to, type, q, asKnownAt } = filter;
  if ([caseId, exhibitId, suspectId].some((id) => id !== undefined && !isId(id))) return NONE;
  const { given, all } = values();
  const asked = [
    ['case_id =', caseId],
    ['exhibit_id =', exhibitId],
    ['suspect_id =', suspectId],
    ['actor_id =', actor],
    ['recorded_at >=', from === undefined ? from : new Date(from).toISOString()],
    ['recorded_at <', to === undefined ? to : new Date(to).toISOString()],
    ['type =', type],
    [`${LINE} ILIKE`, q === undefined ? q : containing(q.trim())],
  ].filter(([, value]) => value !== undefined);
  // What belongs to no case, such as a tool, is nobody's secret.
  const seen = `(case_id IS NULL OR ${isSeen(reader.sight, 'case_id', given)})`;
  const where = [seen, ...asked.map(([condition, value]) => `${condition} ${given(value)}`)].join(' AND ');
  return found(
    reader,
    { where, values: all, order: 'DESC' },
    { ...cursor, ...(asKnownAt === undefined ? {} : { asKnownAt }) },
  );
}

type Row = Pick<EntryRow, 'case_id' | 'exhibit_id' | 'suspect_id'> & {
  readonly exhibit_ref: string | null;
  readonly line: string;
};

const REFERENCE = '(SELECT exhibit_ref FROM exhibits WHERE exhibits.exhibit_id = entry.exhibit_id)';

interface Search {
  readonly where: string;
  readonly values: readonly unknown[];
  /** By position. */
  readonly order: 'ASC' | 'DESC';
}

const OCCURRED_AT = `(${LINE})::json->>5`;

/** Every answer by another way than the index of an exhibit's timeline. */
async function found(reader: Reader, search: Search, asked: TimelineAsked): Promise<Page<TimelineItem>> {
  const { order } = search;
  const limit = limitOf(asked);
  const { given, all } = values(...search.values);
  const conditions = [search.where];
  const asKnownAt = asked.asKnownAt === undefined ? undefined : new Date(asked.asKnownAt).toISOString();
  if (asKnownAt !== undefined) conditions.push(`recorded_at <= ${given(asKnownAt)}`);
  if (asked.types) conditions.push(`type = ANY(${given(asked.types)})`);
  const happened = asked.order === 'happened';
  const beyond = order === 'ASC' ? '>' : '<';
  if (happened) {
    const [at, place] = placeAfter(asked, ['', 0]) ?? ['', 0];
    conditions.push(`(${OCCURRED_AT}, position) ${beyond} (${given(at)}, ${given(place)})`);
  } else {
    const [place] = placeAfter(asked, [0]) ?? [order === 'ASC' ? 0 : Number.MAX_SAFE_INTEGER];
    conditions.push(`position ${beyond} ${given(place)}`);
  }
  const { rows } = await reader.pool.query<Row>(
    `SELECT case_id, exhibit_id, ${REFERENCE} AS exhibit_ref, suspect_id, ${LINE} AS line FROM entries entry WHERE ${conditions.join(' AND ')}
      ORDER BY ${happened ? `${OCCURRED_AT} ${order}, ` : ''}position ${order} LIMIT ${given(limit + 1)}`,
    all,
  );
  const { shown, last } = cut(rows, limit);
  const entries = shown.map(entryIn);
  const items = await itemsOf(reader, entries, await correctionsOf(reader, entries, asKnownAt));
  const end = items.at(-1);
  return pageOf(items, last && end && (happened ? [end.occurredAt, end.position] : [end.position]));
}

/** What was known of corrections then: a later one had corrected nothing yet. */
async function correctionsOf({ pool }: Reader, entries: readonly Entry[], asKnownAt?: string): Promise<Corrections> {
  const ids = entries.map(({ line: [, id] }) => id);
  const { rows } = await pool.query<CorrectionRow>({
    name: 'read.corrections',
    text: `SELECT * FROM corrections WHERE corrects = ANY($1) AND ($2::text IS NULL OR recorded_at <= $2)
      ORDER BY recorded_at, event_id`,
    values: [ids, asKnownAt ?? null],
  });
  return byEntry(rows);
}

const entryIn = ({ case_id, exhibit_id, exhibit_ref, suspect_id, line }: Row): Entry => ({
  line: JSON.parse(line) as Line,
  about: { caseId: case_id ?? '', exhibitId: exhibit_id, exhibitRef: exhibit_ref, suspectId: suspect_id },
});
