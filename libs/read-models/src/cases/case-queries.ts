import { retention } from '#custody';
import { exhibitsOfCase } from '../exhibits/summaries.js';
import { cut, limitOf, NotACursor, pageOf, placeAfter } from '../queries/paging.js';
import { isId, type Reader } from '../queries/reader.js';
import { endedOf, suspectsOfCase } from '../suspects/suspect-queries.js';
import { isSeen, values } from '../visibility/seeing.js';
import { type CaseSummary, type CaseView, type Cursor, type Page } from '../views.js';
import { type CaseRow } from './cases.js';

/** All cases that are seen, the one opened last first. */
export async function cases(reader: Reader, cursor: Cursor): Promise<Page<CaseSummary>> {
  const limit = limitOf(cursor);
  const [openedAt, last] = placeAfter(cursor, ['', '']) ?? [];
  if (last !== undefined && !isId(last)) throw new NotACursor(last);
  const { given, all } = values(openedAt ?? null, last ?? null, limit + 1);
  const { rows } = await reader.pool.query<CaseRow>(
    `SELECT * FROM cases
      WHERE ($1::text IS NULL OR (opened_at, case_id) < ($1, $2::uuid)) AND ${isSeen(reader.sight, 'case_id', given)}
      ORDER BY opened_at DESC, case_id DESC LIMIT $3`,
    all,
  );
  const { shown, last: end } = cut(rows, limit);
  return pageOf(
    shown.map((row) => caseSummaryOf(row, reader)),
    end && [end.opened_at, end.case_id],
  );
}

/** The units that have cases, by name. */
export async function units({ pool, sight }: Reader): Promise<readonly string[]> {
  const { given, all } = values();
  const { rows } = await pool.query<{ unit: string }>(
    `SELECT DISTINCT unit FROM cases WHERE ${isSeen(sight, 'case_id', given)} ORDER BY unit`,
    all,
  );
  return rows.map(({ unit }) => unit);
}

/** A case with its exhibits and the people suspected in it; undefined when none was opened under this id. */
export async function caseView(reader: Reader, caseId: string): Promise<CaseView | undefined> {
  if (!isId(caseId)) return undefined;
  const { given, all } = values(caseId);
  const { rows } = await reader.pool.query<CaseRow>(
    `SELECT * FROM cases WHERE case_id = $1 AND ${isSeen(reader.sight, 'case_id', given)}`,
    all,
  );
  const [row] = rows;
  if (!row) return undefined;
  const [exhibits, suspects] = await Promise.all([exhibitsOfCase(reader, caseId), suspectsOfCase(reader, caseId)]);
  const warrants = row.warrants.map(({ warrantRef, at, units }) => ({ warrantRef, at, units }));
  const kept = retention(suspects.map(endedOf));
  return {
    ...caseSummaryOf(row, reader),
    warrants,
    retention: kept,
    erasures: row.erasures ?? [],
    exhibits,
    suspects: suspects.map(({ view }) => view),
  };
}

export function caseSummaryOf(row: CaseRow, { nameOf }: Reader): CaseSummary {
  return {
    caseId: row.case_id,
    operationName: row.operation_name,
    force: row.force,
    unit: row.unit,
    offenceTypes: row.offence_types,
    status: row.status,
    openedAt: row.opened_at,
    closedReason: row.closed_reason,
    sensitivity: row.sensitivity,
    officers: row.officers.map(({ officerId, role }) => ({ officerId, name: nameOf(officerId) ?? officerId, role })),
    corrected: row.corrected,
  };
}
