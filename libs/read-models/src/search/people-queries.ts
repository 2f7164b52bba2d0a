import { isId, keysFor, opened, subjectsIn, type Reader } from '../queries/reader.js';
import { type PersonFound } from '../views.js';
import { tokensOf } from './names.js';
import { type PersonRow } from './people.js';

const FOUND_AT_MOST = 20;
const WORDS_AT_MOST = 8;

type Found = Pick<PersonRow, 'subject' | 'case_id' | 'name' | 'exhibits'> & { readonly operation_name: string | null };

/** People by any words of their names, whole, and their date of birth; one more than are shown, if there are more. */
export async function peopleNamed(reader: Reader, typed: string): Promise<readonly PersonFound[]> {
  const tokens = reader.searchKey === undefined ? [] : tokensOf(typed, reader.searchKey).slice(0, WORDS_AT_MOST);
  if (tokens.length === 0) return [];
  const { rows } = await reader.pool.query<Found>(
    `SELECT subject, case_id, name, exhibits, operation_name FROM people LEFT JOIN cases USING (case_id)
      WHERE string_to_array(tokens, ' ') @> $1::text[] LIMIT ${FOUND_AT_MOST}`,
    [tokens],
  );
  const keyOf = await keysFor(reader, subjectsIn(rows.map(({ name }) => name?.value)));
  const references = await referencesOf(reader, rows);
  return rows.flatMap((row): PersonFound[] => {
    const name = opened(row.name, keyOf);
    // The key was destroyed a moment ago, and the index is not emptied yet.
    if (name === null) return [];
    return [
      {
        name,
        suspectId: suspectIn(row.subject),
        caseId: row.case_id,
        operationName: row.operation_name ?? '',
        exhibits: row.exhibits.map((exhibitId) => ({ exhibitId, exhibitRef: references.get(exhibitId) ?? null })),
      },
    ];
  });
}

const suspectIn = (subject: string): string | null =>
  subject.startsWith('suspect-') ? subject.slice('suspect-'.length) : null;

async function referencesOf({ pool }: Reader, rows: readonly Found[]): Promise<ReadonlyMap<string, string | null>> {
  const ids = rows.flatMap(({ exhibits }) => exhibits);
  if (ids.length === 0) return new Map();
  const found = await pool.query<{ exhibit_id: string; exhibit_ref: string | null }>(
    'SELECT exhibit_id, exhibit_ref FROM exhibits WHERE exhibit_id = ANY($1)',
    [ids],
  );
  return new Map(found.rows.map(({ exhibit_id, exhibit_ref }) => [exhibit_id, exhibit_ref]));
}

/** What a case, an exhibit of it or a suspect in it is tied to. */
export interface About {
  readonly caseId: string;
  readonly exhibitId?: string;
  readonly suspectId?: string;
}

/**
 * The streams of the exhibits that are concerned (those that name the suspect, with what was taken out of them; an exhibit with
 * what it was taken out of and its parts; else all of the case), of the cases that need these, and of everybody suspected in them.
 */
export async function concerned({ pool }: Reader, { caseId, exhibitId, suspectId }: About): Promise<readonly string[]> {
  if (![caseId, exhibitId ?? caseId, suspectId ?? caseId].every(isId)) return [];
  const [which, about] =
    exhibitId !== undefined
      ? [
          `exhibit_id = $1 OR parent_id = $1 OR exhibit_id = (SELECT parent_id FROM exhibits WHERE exhibit_id = $1)`,
          exhibitId,
        ]
      : suspectId !== undefined
        ? [`exhibit_id IN (SELECT id FROM naming) OR parent_id IN (SELECT id FROM naming)`, suspectId]
        : ['case_id = $1', caseId];
  const { rows } = await pool.query<{ stream: string }>(
    `WITH naming AS (
        SELECT json_array_elements_text(exhibits)::uuid AS id FROM people WHERE subject = 'suspect-' || $1::uuid::text),
      found AS (SELECT exhibit_id, case_id, more FROM exhibits WHERE ${which}),
      files AS (
        SELECT $2::uuid AS id UNION SELECT case_id FROM found
        UNION SELECT json_array_elements_text(more->'alsoIn')::uuid FROM found)
    SELECT 'exhibit-' || exhibit_id AS stream FROM found
    UNION ALL SELECT 'case-' || id FROM files
    UNION ALL SELECT 'suspect-' || suspect_id FROM suspects WHERE case_id IN (SELECT id FROM files)`,
    [about, caseId],
  );
  return rows.map(({ stream }) => stream);
}
