import { exhibitsOfCase } from '../exhibits/exhibit-queries.js';
import { cut, limitOf, NotACursor, pageOf, placeAfter } from '../queries/paging.js';
import { isId, type Reader } from '../queries/reader.js';
import { suspectsOfCase } from '../suspects/suspect-queries.js';
import { type CaseView, type Cursor, type Page } from '../views.js';
import { type CaseRow } from './cases.js';

type CaseSummary = Omit<CaseView, 'exhibits' | 'suspects' | 'warrants'>;

/** All cases, the one opened last first. */
export async function cases({ pool }: Reader, cursor: Cursor): Promise<Page<CaseSummary>> {
  const limit = limitOf(cursor);
  const [openedAt, last] = placeAfter(cursor, ['', '']) ?? [];
  if (last !== undefined && !isId(last)) throw new NotACursor(last);
  const { rows } = await pool.query<CaseRow>(
    `SELECT * FROM cases WHERE $1::text IS NULL OR (opened_at, case_id) < ($1, $2::uuid)
      ORDER BY opened_at DESC, case_id DESC LIMIT $3`,
    [openedAt ?? null, last ?? null, limit + 1],
  );
  const { shown, last: end } = cut(rows, limit);
  return pageOf(shown.map(summaryOf), end && [end.opened_at, end.case_id]);
}

/** A case with its exhibits and the people suspected in it; undefined when none was opened under this id. */
export async function caseView(reader: Reader, caseId: string): Promise<CaseView | undefined> {
  if (!isId(caseId)) return undefined;
  const { rows } = await reader.pool.query<CaseRow>('SELECT * FROM cases WHERE case_id = $1', [caseId]);
  const [row] = rows;
  if (!row) return undefined;
  const [exhibits, suspects] = await Promise.all([exhibitsOfCase(reader, caseId), suspectsOfCase(reader, caseId)]);
  return { ...summaryOf(row), warrants: row.warrants, exhibits, suspects };
}

function summaryOf(row: CaseRow): CaseSummary {
  return {
    caseId: row.case_id,
    operationName: row.operation_name,
    force: row.force,
    unit: row.unit,
    offenceTypes: row.offence_types,
    status: row.status,
    openedAt: row.opened_at,
  };
}
