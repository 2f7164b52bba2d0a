import { imeiChecks } from '#custody';
import { textFault } from '#integrity';
import { cut, limitOf, NotACursor, pageOf, placeAfter } from '../queries/paging.js';
import { isId, type Reader } from '../queries/reader.js';
import {
  EXAMINATION,
  type Cursor,
  type ExhibitFilter,
  type ExhibitSummary,
  type ExhibitView,
  type Page,
} from '../views.js';
import { type ExhibitRow } from './exhibits.js';

type Found = ExhibitRow & { readonly operation_name: string };

const FROM = `SELECT exhibit.*, coalesce(operation_name, '') AS operation_name
  FROM exhibits exhibit LEFT JOIN cases USING (case_id)`;

const NONE: Page<ExhibitSummary> = { items: [], next: null };

/** The board: what the bench has or waits for first, the most urgent on top. */
export async function exhibits(reader: Reader, filter: ExhibitFilter, cursor: Cursor): Promise<Page<ExhibitSummary>> {
  const { status, caseId, holder, q } = filter;
  if ((caseId !== undefined && !isId(caseId)) || (q !== undefined && textFault(q) !== undefined)) return NONE;
  const values: unknown[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  const conditions = ['true'];
  if (status !== undefined) conditions.push(`${given(status)} IN (custody, examination)`);
  if (caseId !== undefined) conditions.push(`case_id = ${given(caseId)}`);
  if (holder !== undefined) conditions.push(`holder_id = ${given(holder)}`);
  if (q !== undefined) conditions.push(`${SEARCHED} ILIKE ${given(`%${q.trim().replace(/[\\%_]/g, '\\$&')}%`)}`);
  const [urgency, since, last] = placeAfter(cursor, ['', '', '']) ?? [];
  if (last !== undefined && !isId(last)) throw new NotACursor(last);
  if (last !== undefined)
    conditions.push(`(urgency, since, exhibit_id) > (${given(urgency)}, ${given(since)}, ${given(last)})`);

  const limit = limitOf(cursor);
  const { rows } = await reader.pool.query<Found>(
    `${FROM} WHERE ${conditions.join(' AND ')} ORDER BY urgency, since, exhibit_id LIMIT ${given(limit + 1)}`,
    values,
  );
  const { shown, last: end } = cut(rows, limit);
  return pageOf(shown.map(summaryOf), end && [end.urgency, end.since, end.exhibit_id]);
}

const SEARCHED = `concat_ws(' ', exhibit_ref, kind, description, make, model, serial, imei, seal_number)`;

const byReference = new Intl.Collator('en-GB', { numeric: true });

/** All exhibits of a case, by reference: AB/2 before AB/10. */
export async function exhibitsOfCase({ pool }: Reader, caseId: string): Promise<readonly ExhibitSummary[]> {
  const { rows } = await pool.query<Found>(`${FROM} WHERE case_id = $1`, [caseId]);
  return rows
    .map(summaryOf)
    .sort(
      (one, other) =>
        byReference.compare(one.exhibitRef ?? '', other.exhibitRef ?? '') || (one.since < other.since ? -1 : 1),
    );
}

export async function exhibit({ pool }: Reader, exhibitId: string): Promise<ExhibitView | undefined> {
  if (!isId(exhibitId)) return undefined;
  const [{ rows }, { rows: parts }] = await Promise.all([
    pool.query<Found>(`${FROM} WHERE exhibit_id = $1`, [exhibitId]),
    pool.query<Pick<ExhibitRow, 'exhibit_id' | 'exhibit_ref' | 'kind'>>(
      'SELECT exhibit_id, exhibit_ref, kind FROM exhibits WHERE parent_id = $1',
      [exhibitId],
    ),
  ]);
  const [row] = rows;
  if (!row) return undefined;
  return {
    ...summaryOf(row),
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
    images: row.images,
    findings: row.findings,
  };
}

export async function stages({ pool }: Reader): Promise<Readonly<Record<ExhibitSummary['examination'], number>>> {
  const { rows } = await pool.query<{ examination: ExhibitSummary['examination']; exhibits: number }>(
    'SELECT examination, count(*) AS exhibits FROM exhibits GROUP BY examination',
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
    since: row.since,
  };
}
