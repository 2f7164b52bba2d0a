import type pg from 'pg';
import { imeiChecks } from '#custody';
import { textFault, type KeyOf } from '#integrity';
import { cut, limitOf, NotACursor, pageOf, placeAfter } from '../queries/paging.js';
import { isId, keysFor, opened, subjectsIn, type Reader } from '../queries/reader.js';
import { containing } from '../search/words.js';
import { isSeen, seenOf, values } from '../visibility/seeing.js';
import { type Sight } from '../visibility/sight.js';
import {
  EXAMINATION,
  type Cursor,
  type ExhibitFilter,
  type ExhibitSummary,
  type ExhibitView,
  type Page,
  type QueueView,
} from '../views.js';
import { type ExhibitRow } from './exhibits.js';

type Found = ExhibitRow & { readonly operation_name: string; readonly bail_ends: string | null };

/**
 * Rows with what stands beside them. Bail waits for an exhibit of whom it was taken from, else of anybody in the case; asked for
 * the rows of one page, not for all that are sorted.
 */
const BAIL_ENDS = `(SELECT min(bail->>'until') FROM suspects WHERE suspects.case_id = exhibit.case_id AND
      (more->>'fromPersonId' IS NULL OR suspect_id = (more->>'fromPersonId')::uuid))`;

const shown = (rows: string): string => `SELECT exhibit.*, coalesce(operation_name, '') AS operation_name,
    ${BAIL_ENDS} AS bail_ends
  FROM (SELECT * FROM exhibits exhibit ${rows}) exhibit LEFT JOIN cases USING (case_id)`;

const NONE: Page<ExhibitSummary> = { items: [], next: null };

/** The board: what the bench has or waits for first, the most urgent on top. */
export async function exhibits(reader: Reader, filter: ExhibitFilter, cursor: Cursor): Promise<Page<ExhibitSummary>> {
  const { all, given, conditions } = conditionsOf(filter, reader.sight);
  if (!conditions) return NONE;
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
function conditionsOf(
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
  if (!conditions) return { ...NONE, items: [], waiting: 0, tooLate: 0, completed: 0, paceDays: PACE_DAYS };
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

const SEARCHED = `concat_ws(' ', exhibit_ref, kind, description, make, model, serial, imei, seal_number, more->>'formerRefs', more->>'formerSeals')`;

export type FoundExhibit = ExhibitSummary & Pick<ExhibitView, 'formerSeals'> & { readonly numbers: readonly string[] };

/** Exhibits that meet a condition on their row, the latest moved first among those that were looked at. */
export async function foundExhibits(
  { pool, sight }: Reader,
  condition: string,
  asked: readonly unknown[],
  limit: number,
): Promise<readonly FoundExhibit[]> {
  const { given, all } = values(...asked);
  const text = `${shown(`WHERE ${condition} AND ${isSeen(sight, 'case_id', given)} LIMIT ${limit}`)} ORDER BY since DESC, exhibit_id`;
  const rows = await costly(pool, async (client) => (await client.query<Found>(text, all)).rows);
  return rows.map((row) => ({
    ...summaryOf(row),
    formerSeals: row.more.formerSeals ?? [],
    numbers: [row.serial, row.imei].filter((number) => number !== null),
  }));
}

/**
 * To make the words of a row takes several times what the planner counts for it. It would rather read the table from its beginning
 * than ask the index, which takes four times as long for somebody who sees one case in twelve.
 */
async function costly<T>(pool: pg.Pool, ask: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed = true;
  try {
    await client.query('BEGIN READ ONLY; SET LOCAL cpu_operator_cost = 0.01');
    const answer = await ask(client);
    await client.query('COMMIT');
    failed = false;
    return answer;
  } finally {
    client.release(failed);
  }
}

const byReference = new Intl.Collator('en-GB', { numeric: true });

/** All exhibits of a case, by reference: AB/2 before AB/10. */
export async function exhibitsOfCase({ pool }: Reader, caseId: string): Promise<readonly ExhibitSummary[]> {
  const { rows } = await pool.query<Found>(shown('WHERE case_id = $1'), [caseId]);
  return rows
    .map(summaryOf)
    .sort(
      (one, other) =>
        byReference.compare(one.exhibitRef ?? '', other.exhibitRef ?? '') || (one.since < other.since ? -1 : 1),
    );
}

export async function exhibit(reader: Reader, exhibitId: string): Promise<ExhibitView | undefined> {
  if (!isId(exhibitId)) return undefined;
  const { pool } = reader;
  const [{ rows }, { rows: parts }] = await Promise.all([
    pool.query<Found>(shown('WHERE exhibit_id = $1'), [exhibitId]),
    pool.query<Pick<ExhibitRow, 'exhibit_id' | 'exhibit_ref' | 'kind'>>(
      'SELECT exhibit_id, exhibit_ref, kind FROM exhibits WHERE parent_id = $1',
      [exhibitId],
    ),
  ]);
  const [row] = rows;
  const by = row && (await seenAs(reader, row.case_id, row.more.alsoIn));
  if (!by) return undefined;
  const isOwn = by.caseId === row.case_id;
  return {
    ...summaryOf(row),
    // Whoever sees it through another case that needs it is told of that one only.
    ...(isOwn ? {} : { caseId: by.caseId, operationName: by.operationName, bailEnds: null, bailEndsFirst: false }),
    ...(await linksOf(reader, row, by.alsoIn)),
    make: row.make,
    model: row.model,
    serial: row.serial,
    imei: row.imei,
    imeiChecks: row.imei === null ? null : imeiChecks(row.imei),
    power: row.power,
    seizedAt: row.seized_at,
    parent: row.parent_id === null ? null : { exhibitId: row.parent_id, exhibitRef: row.parent_ref ?? '' },
    parts: parts
      .map((part) => ({ exhibitId: part.exhibit_id, exhibitRef: part.exhibit_ref ?? '', kind: part.kind }))
      .sort((one, other) => byReference.compare(one.exhibitRef, other.exhibitRef)),
    questions: row.questions,
    images: row.images.map(({ id, sha256, bytes, tool, toolVersion, at, validation = null }) => ({
      ...{ id, sha256, bytes, tool: `${tool} ${toolVersion}`, at, validation },
    })),
    findings: row.findings,
    ...moreOf(row, await keysFor(reader, subjectsIn(row.more.attachments?.map(({ name }) => name?.value) ?? []))),
  };
}

/** The case through which an exhibit is seen: its own or, failing that, another that needs it; undefined when none is seen. */
export async function seenThrough(reader: Reader, exhibitId: string) {
  const { rows } = await reader.pool.query<Pick<ExhibitRow, 'case_id'> & { also: readonly string[] | null }>(
    `SELECT case_id, more->'alsoIn' AS also FROM exhibits WHERE exhibit_id = $1`,
    [exhibitId],
  );
  const [row] = rows;
  return row && seenAs(reader, row.case_id, row.also ?? undefined);
}

async function seenAs(reader: Reader, caseId: string, also: readonly string[] = []) {
  if (reader.sight === 'everything') return { caseId, operationName: '', alsoIn: also };
  const seen = await seenOf(reader, [caseId, ...also]);
  const first = [caseId, ...also].find((each) => seen.has(each));
  if (first === undefined) return undefined;
  return {
    caseId: first,
    operationName: seen.get(first) ?? '',
    alsoIn: also.filter((each) => each !== first && seen.has(each)),
  };
}

/** What it is linked to, by name; most exhibits are linked to nothing, and nobody is asked. */
async function linksOf(
  { pool, sight }: Reader,
  { more: { sameAs = [] } }: ExhibitRow,
  alsoIn: readonly string[],
): Promise<Pick<ExhibitView, 'alsoIn' | 'sameAs'>> {
  if (alsoIn.length + sameAs.length === 0) return { alsoIn: [], sameAs: [] };
  const { given, all } = values(alsoIn, sameAs);
  const { rows } = await pool.query<{ id: string; exhibit_ref: string | null; operation_name: string }>(
    `SELECT case_id AS id, NULL AS exhibit_ref, operation_name FROM cases WHERE case_id = ANY($1)
      UNION ALL SELECT exhibit_id, exhibit_ref, coalesce(operation_name, '') FROM exhibits LEFT JOIN cases USING (case_id)
        WHERE exhibit_id = ANY($2) AND ${isSeen(sight, 'case_id', given)}`,
    all,
  );
  const named = new Map(rows.map((row) => [row.id, row]));
  const operationName = (id: string) => named.get(id)?.operation_name ?? '';
  return {
    alsoIn: alsoIn.map((caseId) => ({ caseId, operationName: operationName(caseId) })),
    // Of a record in a case that is not seen nothing is told.
    sameAs: sameAs
      .filter((id) => sight === 'everything' || named.has(id))
      .map((exhibitId) => ({
        exhibitId,
        exhibitRef: named.get(exhibitId)?.exhibit_ref ?? null,
        operationName: operationName(exhibitId),
      })),
  };
}

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

function summaryOf(row: Found): ExhibitSummary {
  return {
    exhibitId: row.exhibit_id,
    caseId: row.case_id,
    operationName: row.operation_name,
    exhibitRef: row.exhibit_ref,
    kind: row.kind,
    description: row.description,
    custody: row.custody,
    holder: row.holder_id === null ? null : { id: row.holder_id, name: row.holder_name ?? row.holder_id },
    sentTo: row.sent_to,
    location: row.location,
    seal: row.seal,
    sealNumber: row.seal_number,
    examination: row.examination,
    examiner: row.examiner,
    priority: row.priority,
    dueBy: row.due_by,
    openDiscrepancies: row.discrepancies.length,
    holds: [...new Set(row.more.holds?.map(({ kind }) => kind))],
    bailEnds: row.bail_ends,
    bailEndsFirst: row.bail_ends !== null && row.due_by !== null && isWaited(row) && row.bail_ends < row.due_by,
    corrected: row.more.corrected ?? [],
    since: row.since,
  };
}

/** Whether a result is still to come. */
const isWaited = ({ examination }: ExhibitRow): boolean => examination !== 'none' && examination !== 'completed';

type More =
  'formerRefs' | 'formerSeals' | 'ownerClaims' | 'holdsOn' | 'discrepancies' | 'attachments' | 'reports' | 'erasures';

const moreOf = (
  { more, discrepancies }: ExhibitRow,
  keyOf: KeyOf,
): Pick<ExhibitView, More | 'indecentImages' | 'disposedAt'> => ({
  indecentImages: more.indecentImages ?? false,
  formerRefs: more.formerRefs ?? [],
  formerSeals: more.formerSeals ?? [],
  ownerClaims: more.ownerClaims ?? [],
  holdsOn: more.holds ?? [],
  discrepancies,
  attachments: more.attachments?.map(({ name, ...attachment }) => ({ ...attachment, name: opened(name, keyOf) })) ?? [],
  reports: more.reports ?? [],
  disposedAt: more.disposedAt ?? null,
  erasures: more.erasures ?? [],
});
