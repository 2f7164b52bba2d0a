import { cut, limitOf, pageOf, placeAfter } from '../queries/paging.js';
import { type Reader } from '../queries/reader.js';
import { isSeen, values } from '../visibility/seeing.js';
import { type Cursor, type ExhibitFilter, type QueueView } from '../views.js';
import { conditionsOf } from './board.js';
import { summaryOf, type Found } from './summaries.js';

/** Over how long a time what the bench completes is counted. */
const PACE_DAYS = 28;

/**
 * What waits for the bench or is on it, by the earliest bail that waits for it, then by when the result is due. A row knows its
 * place in the whole queue, and by the pace of the last 28 days when its turn has come.
 *
 * @param now ISO 8601.
 */
export async function queue(reader: Reader, filter: ExhibitFilter, cursor: Cursor, now: string): Promise<QueueView> {
  const { all, given, conditions } = conditionsOf(filter, reader.sight);
  if (!conditions) return { items: [], next: null, waiting: 0, tooLate: 0, completed: 0, paceDays: PACE_DAYS };
  const [after = 0] = placeAfter(cursor, [0]) ?? [];
  const limit = limitOf(cursor);
  const since = new Date(Date.parse(now) - PACE_DAYS * 86_400_000).toISOString();
  const paced = values(since);
  const { rows: pace } = await reader.pool.query<{ completed: number }>(
    `SELECT count(*)::int AS completed FROM entries
      WHERE type = 'ExaminationCompleted' AND recorded_at >= $1 AND ${isSeen(reader.sight, 'case_id', paced.given)}`,
    paced.all,
  );
  const completed = pace[0]?.completed ?? 0;
  const { rows } = await reader.pool.query<Found & Foreseen>(
    `WITH bail AS (SELECT case_id, suspect_id, bail->>'until' AS until FROM suspects WHERE bail IS NOT NULL),
      earliest AS (SELECT case_id, min(until) AS until FROM bail GROUP BY case_id),
      waiting AS (
        SELECT exhibit_id, due_by, priority, since,
          CASE WHEN more->>'fromPersonId' IS NULL THEN earliest.until ELSE own.until END AS bail_ends
        FROM exhibits exhibit
          LEFT JOIN earliest USING (case_id)
          LEFT JOIN bail own ON own.suspect_id = (more->>'fromPersonId')::uuid AND own.case_id = exhibit.case_id
        WHERE examination IN ('requested', 'started', 'paused') AND ${conditions.join(' AND ')}),
      placed AS (
        SELECT exhibit_id, bail_ends, due_by,
          row_number() OVER (ORDER BY bail_ends NULLS LAST, due_by NULLS LAST, priority, since, exhibit_id)::int AS place
        FROM waiting),
      foreseen AS (
        SELECT *, to_char((${given(now)}::timestamptz + ceil(place * ${PACE_DAYS}.0 / nullif(${given(completed)}::int, 0))
          * interval '24 hours') AT TIME ZONE 'Europe/London', 'YYYY-MM-DD') AS forecast
        FROM placed),
      judged AS (SELECT *, coalesce(least(bail_ends, due_by) < forecast, false) AS misses FROM foreseen),
      counted AS (SELECT count(*)::int AS waiting, (count(*) FILTER (WHERE misses))::int AS too_late FROM judged)
      SELECT exhibit.*, place, forecast, misses, waiting, too_late, bail_ends, coalesce(operation_name, '') AS operation_name
      FROM (SELECT exhibit_id, bail_ends, place, forecast, misses FROM judged
          WHERE place > ${given(after)} ORDER BY place LIMIT ${given(limit + 1)}) judged
        CROSS JOIN counted JOIN exhibits exhibit USING (exhibit_id) LEFT JOIN cases USING (case_id)
      ORDER BY place`,
    all,
  );
  const { shown: page, last } = cut(rows, limit);
  const items = page.map((row) => ({
    ...summaryOf(row),
    ...{ place: row.place, forecast: row.forecast, misses: row.misses },
  }));
  const { waiting = 0, too_late: tooLate = 0 } = rows[0] ?? {};
  return { ...pageOf(items, last && [last.place]), waiting, tooLate, completed, paceDays: PACE_DAYS };
}

/** What the queue says of a row, and of all. */
interface Foreseen {
  readonly place: number;
  readonly forecast: string | null;
  readonly misses: boolean;
  readonly waiting: number;
  readonly too_late: number;
}
