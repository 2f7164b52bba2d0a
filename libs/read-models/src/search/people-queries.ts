import { type Json } from '#integrity';
import { isId, keysFor, opened, subjectsIn, type Reader } from '../queries/reader.js';
import { isSeen, values } from '../visibility/seeing.js';
import { type PersonFound } from '../views.js';
import { type LookRow } from '../looks/looks.js';
import { textsOf, tokensOf } from './names.js';
import { type PersonRow } from './people.js';

const FOUND_AT_MOST = 20;
const WORDS_AT_MOST = 8;

type Found = Pick<PersonRow, 'subject' | 'case_id' | 'name' | 'exhibits'> & { readonly operation_name: string | null };

/** People by any words of their names, whole, and their date of birth; one more than are shown, if there are more. */
export async function peopleNamed(reader: Reader, typed: string): Promise<readonly PersonFound[]> {
  const tokens = reader.searchKey === undefined ? [] : tokensOf(typed, reader.searchKey).slice(0, WORDS_AT_MOST);
  if (tokens.length === 0) return [];
  const { given, all } = values(tokens);
  const { rows } = await reader.pool.query<Found>(
    `SELECT subject, case_id, name, exhibits, operation_name FROM people LEFT JOIN cases USING (case_id)
      WHERE string_to_array(tokens, ' ') @> $1::text[] AND ${isSeen(reader.sight, 'case_id', given)} LIMIT ${FOUND_AT_MOST}`,
    all,
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

const LOOKS_AT_ONCE = 1_000;

/**
 * The data subjects of the looks in which a word of a suspect's name, or their date of birth, was typed. Every look in which anything
 * was typed is opened for it, since no index holds what was: some seconds for 100,000.
 */
export async function looksNaming(reader: Reader, suspectId: string): Promise<readonly string[]> {
  const { pool, searchKey } = reader;
  const { rows } = await pool.query<Pick<PersonRow, 'tokens'>>('SELECT tokens FROM people WHERE subject = $1', [
    `suspect-${suspectId}`,
  ]);
  const theirs = new Set(rows[0]?.tokens.split(' '));
  const found: string[] = [];
  for (let after = 0; searchKey !== undefined && theirs.size > 0;) {
    const looks = await pool.query<Pick<LookRow, 'event_id' | 'position' | 'facts'>>(
      `SELECT event_id, position, facts FROM looks WHERE position > $1 AND facts->>'typedUnder' IS NOT NULL
        ORDER BY position LIMIT ${LOOKS_AT_ONCE}`,
      [after],
    );
    const last = looks.rows.at(-1);
    if (!last) return found;
    const keyOf = await keysFor(reader, subjectsIn(looks.rows.flatMap(({ facts }) => Object.values(facts) as Json[])));
    for (const { event_id: id, facts } of looks.rows) {
      const texts = textsOf({ id, facts }, ['words', 'reasonInWords'], keyOf);
      const typed = texts.flatMap((text) => tokensOf(text, searchKey));
      if (facts.typedUnder !== undefined && typed.some((token) => theirs.has(token))) found.push(facts.typedUnder);
    }
    after = last.position;
  }
  return found;
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
