import { claimAggregate } from '#custody';
import { cut, limitOf, pageOf, placeAfter } from '../queries/paging.js';
import { isId, type Reader } from '../queries/reader.js';
import { type AuditFilter, type Cursor, type Page, type TimelineItem } from '../views.js';
import { type EntryRow, type Line } from './entries.js';
import { itemsOf, type Entry } from './items.js';

const NONE: Page<TimelineItem> = { items: [], next: null };

/** A line that the index cannot hold is fetched from the table. */
const LINE = 'coalesce(line, (SELECT long FROM entries whole WHERE whole.position = entry.position))';

/**
 * What happened to an exhibit, in the order in which it was recorded. Read as one text, which of 200 entries is half the work,
 * and from the index alone.
 */
export async function exhibitTimeline(reader: Reader, exhibitId: string, cursor: Cursor): Promise<Page<TimelineItem>> {
  if (!isId(exhibitId)) return NONE;
  const limit = limitOf(cursor);
  const [place] = placeAfter(cursor, [0]) ?? [0];
  const { rows } = await reader.pool.query<{ case_id: string | null; lines: string | null }>({
    name: 'read.exhibit timeline',
    text: `SELECT (SELECT case_id FROM exhibits WHERE exhibit_id = $1), string_agg(${LINE}, ',' ORDER BY position) AS lines
      FROM (SELECT position, line FROM entries WHERE exhibit_id = $1 AND position > $2 ORDER BY position LIMIT $3) entry`,
    values: [exhibitId, place, limit + 1],
  });
  const [found] = rows;
  const { shown, last } = cut(JSON.parse(`[${found?.lines ?? ''}]`) as readonly Line[], limit);
  const about = { caseId: found?.case_id ?? '', exhibitId, suspectId: null };
  const entries = shown.map((line) => ({ line, about }));
  return pageOf(await itemsOf(reader, entries), last && [last[0]]);
}

/** Claims of references and seal numbers: the event that they were made for says the same. The audit has them. */
const CLAIMS = Object.keys(claimAggregate.events);

/** What happened in a case and to its exhibits and suspects, in the order in which it was recorded. */
export async function caseTimeline(reader: Reader, caseId: string, cursor: Cursor): Promise<Page<TimelineItem>> {
  if (!isId(caseId)) return NONE;
  return found(reader, 'case_id = $1 AND NOT type = ANY($2)', [caseId, CLAIMS], 'ASC', cursor);
}

/**
 * Who recorded what, the latest first.
 *
 * @throws RangeError when `from` or `to` is not a moment.
 */
export async function audit(reader: Reader, filter: AuditFilter, cursor: Cursor): Promise<Page<TimelineItem>> {
  const { caseId, exhibitId, actor, from, to, type } = filter;
  if ([caseId, exhibitId].some((id) => id !== undefined && !isId(id))) return NONE;
  const asked = [
    ['case_id =', caseId],
    ['exhibit_id =', exhibitId],
    ['actor_id =', actor],
    ['recorded_at >=', from === undefined ? from : new Date(from).toISOString()],
    ['recorded_at <', to === undefined ? to : new Date(to).toISOString()],
    ['type =', type],
  ].filter(([, value]) => value !== undefined);
  const where = ['true', ...asked.map(([condition], index) => `${condition} $${index + 1}`)].join(' AND ');
  const values = asked.map(([, value]) => value);
  return found(reader, where, values, 'DESC', cursor);
}

type Row = Pick<EntryRow, 'case_id' | 'exhibit_id' | 'suspect_id'> & { readonly line: string };

async function found(
  reader: Reader,
  where: string,
  values: readonly unknown[],
  order: 'ASC' | 'DESC',
  cursor: Cursor,
): Promise<Page<TimelineItem>> {
  const limit = limitOf(cursor);
  const [place] = placeAfter(cursor, [0]) ?? [order === 'ASC' ? 0 : Number.MAX_SAFE_INTEGER];
  const { rows } = await reader.pool.query<Row>(
    `SELECT case_id, exhibit_id, suspect_id, ${LINE} AS line FROM entries entry
      WHERE ${where} AND position ${order === 'ASC' ? '>' : '<'} $${values.length + 1}
      ORDER BY position ${order} LIMIT $${values.length + 2}`,
    [...values, place, limit + 1],
  );
  const { shown, last } = cut(rows, limit);
  const items = await itemsOf(reader, shown.map(entryIn));
  return pageOf(items, last && [items.at(-1)?.position ?? place]);
}

const entryIn = ({ case_id, exhibit_id, suspect_id, line }: Row): Entry => ({
  line: JSON.parse(line) as Line,
  about: { caseId: case_id ?? '', exhibitId: exhibit_id, suspectId: suspect_id },
});
