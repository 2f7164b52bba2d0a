import { textFault } from '#integrity';
import { cut, limitOf, NotACursor, pageOf, placeAfter } from '../queries/paging.js';
import { isId, type Reader } from '../queries/reader.js';
import { containing } from '../search/words.js';
import { isSeen, values } from '../visibility/seeing.js';
import { type Sight } from '../visibility/sight.js';
import { EXAMINATION, type Cursor, type ExhibitFilter, type ExhibitSummary, type Page } from '../views.js';
import { shown, summaryOf, type Found } from './summaries.js';

/** The board: what the bench has or waits for first, the most urgent on top. */
export async function exhibits(reader: Reader, filter: ExhibitFilter, cursor: Cursor): Promise<Page<ExhibitSummary>> {
  const { all, given, conditions } = conditionsOf(filter, reader.sight);
  if (!conditions) return { items: [], next: null };
  const [urgency, since, last] = placeAfter(cursor, ['', '', '']) ?? [];
  if (last !== undefined && !isId(last)) throw new NotACursor(last);
  if (last !== undefined)
    conditions.push(`(urgency, since, exhibit_id) > (${given(urgency)}, ${given(since)}, ${given(last)})`);

  const limit = limitOf(cursor);
  const { rows } = await reader.pool.query<Found>(
    `${shown(`WHERE ${conditions.join(' AND ')} ORDER BY urgency, since, exhibit_id LIMIT ${given(limit + 1)}`)}
      ORDER BY urgency, since, exhibit_id`,
    all,
  );
  const { shown: page, last: end } = cut(rows, limit);
  return pageOf(page.map(summaryOf), end && [end.urgency, end.since, end.exhibit_id]);
}

/** What a filter asks of a row called `exhibit`; no conditions when nothing can meet it. */
export function conditionsOf(
  { status, caseId, holder, q, sentTo, unit, priority, dueBefore, bailBefore }: ExhibitFilter,
  sight: Sight,
) {
  const { all, given } = values();
  if ((caseId !== undefined && !isId(caseId)) || (q !== undefined && textFault(q) !== undefined))
    return { all, given, conditions: undefined };
  const conditions = [isSeen(sight, 'exhibit.case_id', given)];
  if (status !== undefined) conditions.push(`${given(status)} IN (custody, examination)`);
  if (caseId !== undefined) conditions.push(`exhibit.case_id = ${given(caseId)}`);
  if (holder !== undefined) conditions.push(`holder_id = ${given(holder)}`);
  if (sentTo !== undefined) conditions.push(`sent_to = ${given(sentTo)}`);
  if (unit !== undefined) conditions.push(`exhibit.case_id IN (SELECT case_id FROM cases WHERE unit = ${given(unit)})`);
  if (priority !== undefined) conditions.push(`priority = ${given(priority)}`);
  if (dueBefore !== undefined) conditions.push(`due_by < ${given(dueBefore)} AND examination <> 'completed'`);
  if (bailBefore !== undefined) {
    // The earliest is before that day when any is; asked for all rows at once, not for each.
    const ending = (what: string) => `(SELECT ${what} FROM suspects WHERE bail->>'until' < ${given(bailBefore)})`;
    const from = `(more->>'fromPersonId')`;
    conditions.push(
      `(CASE WHEN ${from} IS NULL THEN exhibit.case_id IN ${ending('case_id')} ELSE ${from}::uuid IN ${ending('suspect_id')} END)`,
    );
  }
  if (q !== undefined) conditions.push(`${SEARCHED} ILIKE ${given(containing(q.trim()))}`);
  return { all, given, conditions };
}

const SEARCHED = `concat_ws(' ', exhibit_ref, kind, description, make, model, serial, imei, seal_number, more->>'formerRefs', more->>'formerSeals')`;

/** How many exhibits that meet a filter stand at each stage of examination. */
export async function stages(
  { pool, sight }: Reader,
  filter: ExhibitFilter,
): Promise<Readonly<Record<ExhibitSummary['examination'], number>>> {
  const { all, conditions } = conditionsOf(filter, sight);
  const { rows } = await pool.query<{ examination: ExhibitSummary['examination']; exhibits: number }>(
    `SELECT examination, count(*) AS exhibits FROM exhibits exhibit
      WHERE ${conditions?.join(' AND ') ?? 'false'} GROUP BY examination`,
    conditions ? all : [],
  );
  const counts = new Map(rows.map(({ examination, exhibits: count }) => [examination, count]));
  const [none, requested, started, paused, completed] = EXAMINATION.map((stage) => counts.get(stage) ?? 0);
  return { none, requested, started, paused, completed };
}
