import { imeiChecks } from '#custody';
import { textFault, type KeyOf } from '#integrity';
import { cut, limitOf, NotACursor, pageOf, placeAfter } from '../queries/paging.js';
import { isId, keysFor, opened, subjectsIn, type Reader } from '../queries/reader.js';
import {
  EXAMINATION,
  type Cursor,
  type ExhibitFilter,
  type ExhibitSummary,
  type ExhibitView,
  type Page,
} from '../views.js';
import { type ExhibitRow } from './exhibits.js';

type Found = ExhibitRow & { readonly operation_name: string; readonly bail_ends: string | null };

/**
 * Rows with what stands beside them. Bail waits for an exhibit of whom it was taken from, else of anybody in the case; asked for
 * the rows of one page, not for all that are sorted.
 */
const shown = (rows: string): string => `SELECT exhibit.*, coalesce(operation_name, '') AS operation_name,
    (SELECT min(bail->>'until') FROM suspects WHERE suspects.case_id = exhibit.case_id AND
      (more->>'fromPersonId' IS NULL OR suspect_id = (more->>'fromPersonId')::uuid)) AS bail_ends
  FROM (SELECT * FROM exhibits ${rows}) exhibit LEFT JOIN cases USING (case_id)`;

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
    `${shown(`WHERE ${conditions.join(' AND ')} ORDER BY urgency, since, exhibit_id LIMIT ${given(limit + 1)}`)}
      ORDER BY urgency, since, exhibit_id`,
    values,
  );
  const { shown: page, last: end } = cut(rows, limit);
  return pageOf(page.map(summaryOf), end && [end.urgency, end.since, end.exhibit_id]);
}

const SEARCHED = `concat_ws(' ', exhibit_ref, kind, description, make, model, serial, imei, seal_number, more->>'formerRefs')`;

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
    images: row.images.map(({ id, sha256, bytes, tool, toolVersion, at, validation = null }) => ({
      ...{ id, sha256, bytes, tool: `${tool} ${toolVersion}`, at, validation },
    })),
    findings: row.findings,
    ...moreOf(row, await keysFor(reader, subjectsIn(row.more.attachments?.map(({ name }) => name?.value) ?? []))),
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
  'formerRefs' | 'alsoIn' | 'sameAs' | 'ownerClaims' | 'holdsOn' | 'discrepancies' | 'attachments' | 'reports';

const moreOf = (
  { more, discrepancies }: ExhibitRow,
  keyOf: KeyOf,
): Pick<ExhibitView, More | 'indecentImages' | 'disposedAt'> => ({
  indecentImages: more.indecentImages ?? false,
  formerRefs: more.formerRefs ?? [],
  alsoIn: more.alsoIn ?? [],
  sameAs: more.sameAs ?? [],
  ownerClaims: more.ownerClaims ?? [],
  holdsOn: more.holds ?? [],
  discrepancies,
  attachments: more.attachments?.map(({ name, ...attachment }) => ({ ...attachment, name: opened(name, keyOf) })) ?? [],
  reports: more.reports ?? [],
  disposedAt: more.disposedAt ?? null,
});
