import { type Reader } from '../queries/reader.js';
import { type Sight, type Visible } from './sight.js';
import { MARKS } from './visibility.js';

/** Puts a value into a query and gives its place: `$1`. */
export type Given = (value: unknown) => string;

/** Values of a query, and how more are added. */
export function values(...all: unknown[]): { readonly all: unknown[]; readonly given: Given } {
  return { all, given: (value) => `$${all.push(value)}` };
}

/** The condition that a case is seen; `of` names the column with its id. */
export function isSeen(sight: Sight, of: string, given: Given): string {
  if (sight === 'everything') return 'true';
  const { all, marks, cases } = sight;
  const standing = all ? `${of} NOT IN (SELECT case_id FROM visibility WHERE sensitive)` : undefined;
  const known =
    marks.length > 0
      ? `${of} IN (SELECT case_id FROM visibility WHERE ${MARKS} && ${given(marks)}::text[])`
      : undefined;
  const opened = cases.length > 0 ? `${of} = ANY(${given(cases)}::uuid[])` : undefined;
  const ways = [standing, known, opened].filter((way) => way !== undefined);
  return ways.length === 0 ? 'false' : `(${ways.join(' OR ')})`;
}

/** Of these cases, who may see them; those of which nothing is recorded are left out. */
export async function visible({ pool }: Reader, caseIds: readonly string[]): Promise<readonly Visible[]> {
  const { rows } = await pool.query<{ case_id: string; sensitive: boolean; marks: string }>(
    'SELECT case_id, sensitive, marks FROM visibility WHERE case_id = ANY($1::uuid[])',
    [caseIds],
  );
  return rows.map(({ case_id: caseId, sensitive, marks }) => ({ caseId, sensitive, marks: marks.split('\n') }));
}

/** Those of some cases that are seen, each with its name. */
export async function seenOf(
  { pool, sight }: Reader,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { given, all } = values(caseIds);
  const { rows } = await pool.query<{ case_id: string; operation_name: string }>(
    `SELECT case_id, operation_name FROM cases WHERE case_id = ANY($1::uuid[]) AND ${isSeen(sight, 'case_id', given)}`,
    all,
  );
  return new Map(rows.map(({ case_id, operation_name }) => [case_id, operation_name]));
}
