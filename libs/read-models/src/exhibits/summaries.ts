import { type Reader } from '../queries/reader.js';
import { type ExhibitSummary } from '../views.js';
import { type ExhibitRow } from './exhibits.js';

export type Found = ExhibitRow & { readonly operation_name: string; readonly bail_ends: string | null };

/**
 * Rows with what stands beside them. Bail waits for an exhibit of whom it was taken from, else of anybody in the case; asked for
 * the rows of one page, not for all that are sorted.
 */
const BAIL_ENDS = `(SELECT min(bail->>'until') FROM suspects WHERE suspects.case_id = exhibit.case_id AND
      (more->>'fromPersonId' IS NULL OR suspect_id = (more->>'fromPersonId')::uuid))`;

export const shown = (rows: string): string => `SELECT exhibit.*, coalesce(operation_name, '') AS operation_name,
    ${BAIL_ENDS} AS bail_ends
  FROM (SELECT * FROM exhibits exhibit ${rows}) exhibit LEFT JOIN cases USING (case_id)`;

export function summaryOf(row: Found): ExhibitSummary {
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

export const byReference = new Intl.Collator('en-GB', { numeric: true });

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
