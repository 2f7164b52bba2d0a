import { textFault } from '#integrity';
import { caseSummaryOf } from '../cases/case-queries.js';
import { type CaseRow } from '../cases/cases.js';
import { foundExhibits, type FoundExhibit } from './found-exhibits.js';
import { type Reader } from '../queries/reader.js';
import { isSeen, values } from '../visibility/seeing.js';
import { type SearchView } from '../views.js';
import { peopleNamed } from './people-queries.js';
import { CASE_TEXT, containing, EXHIBIT_WORDS, partsQuery, prefixQuery, wordQuery, wordsOf } from './words.js';

const FOUND_AT_MOST = 20;
/** Of a frequent word so many are looked at: the best of them are shown, and that there are more is said. */
const LOOKED_AT = 200;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** What the bars of a label say: X and the first twelve digits of the exhibit's id. */
const LABEL = /^x([0-9a-f]{8})([0-9a-f]{4})$/i;

const NOTHING: SearchView = { opens: null, exhibits: [], cases: [], people: [], more: false };

/**
 * Exhibits and cases by any word of theirs, by how it begins, by any part of a seal that they have or had, a serial number or an IMEI,
 * or by what a label says. `opens` is the exhibit that is meant alone: its label was read, or its seal, serial number or IMEI is
 * exactly this. What bears a former seal is shown, not opened: nobody should take it for the bag. People are found by whole words
 * of their names.
 */
export async function search(reader: Reader, typed: string): Promise<SearchView> {
  const words = wordsOf(typed);
  if (words.length === 0 || textFault(typed) !== undefined) return NOTHING;
  const labelled = await byLabel(reader, typed.trim());
  if (labelled) return { ...NOTHING, exhibits: labelled.map((each) => foundBy(each, [])), opens: only(labelled) };
  const { given, all } = values(FOUND_AT_MOST);
  const said = words.map((word) => `${CASE_TEXT} ILIKE ${given(containing(word))}`).join(' AND ');
  const [found, people, cases] = await Promise.all([
    exhibitsWith(reader, words),
    peopleNamed(reader, typed),
    reader.pool.query<CaseRow>(
      `SELECT * FROM cases WHERE ${said} AND ${isSeen(reader.sight, 'case_id', given)} ORDER BY opened_at DESC LIMIT $1`,
      all,
    ),
  ]);
  const [word = ''] = words;
  const exactly = words.length === 1 ? found.filter((exhibit) => says(exhibit, word)) : [];
  const exhibits = [...exactly, ...found.filter((exhibit) => !exactly.includes(exhibit))];
  return {
    opens: exactly.every(({ sealNumber, numbers }) => isAmong(word, [sealNumber, ...numbers])) ? only(exactly) : null,
    exhibits: exhibits.slice(0, FOUND_AT_MOST).map((exhibit) => foundBy(exhibit, words)),
    cases: cases.rows.map((row) => caseSummaryOf(row, reader)),
    people,
    more: exhibits.length > FOUND_AT_MOST,
  };
}

/**
 * Those that have the words whole come first, then those whose words go on, then those with a number that has them anywhere. Each
 * takes longer than the one before it, so nobody asks for it once the answer is full.
 */
async function exhibitsWith(reader: Reader, words: readonly string[]) {
  const parts = partsQuery(words);
  const found = new Map<string, FoundExhibit>();
  for (const [where, given] of [
    [`${EXHIBIT_WORDS} @@ $1::tsquery`, [wordQuery(words)]],
    [`${EXHIBIT_WORDS} @@ $1::tsquery`, [prefixQuery(words)]],
    ...(parts ? [[parts.condition, parts.values] as const] : []),
  ] as const) {
    for (const exhibit of await foundExhibits(reader, where, given, LOOKED_AT))
      if (!found.has(exhibit.exhibitId)) found.set(exhibit.exhibitId, exhibit);
    if (found.size > FOUND_AT_MOST) break;
  }
  return [...found.values()];
}

/** References come again in every case; what is printed on a bag or a device does not. */
const says = ({ exhibitRef, sealNumber, formerSeals, numbers }: FoundExhibit, word: string): boolean =>
  isAmong(word, [exhibitRef, sealNumber, ...formerSeals, ...numbers]);

const isAmong = (word: string, numbers: readonly (string | null)[]): boolean =>
  numbers.some((each) => each?.toLowerCase() === word);

const foundBy = (
  { numbers: _looked, formerSeals, ...summary }: FoundExhibit,
  words: readonly string[],
): SearchView['exhibits'][number] => ({
  ...summary,
  formerSeals: formerSeals.filter((seal) => words.some((word) => seal.toLowerCase().includes(word))),
});

const only = (exhibits: readonly FoundExhibit[]): string | null =>
  exhibits.length === 1 ? (exhibits[0]?.exhibitId ?? null) : null;

async function byLabel(reader: Reader, typed: string): Promise<readonly FoundExhibit[] | undefined> {
  const id = ID.exec(typed)?.[0].toLowerCase();
  if (id !== undefined) return foundExhibits(reader, 'exhibit_id = $1', [id], 1);
  const [, first, second] = LABEL.exec(typed) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const between = ['0000-0000-000000000000', 'ffff-ffff-ffffffffffff'].map((rest) =>
    `${first}-${second}-${rest}`.toLowerCase(),
  );
  return foundExhibits(reader, 'exhibit_id BETWEEN $1 AND $2', between, FOUND_AT_MOST);
}
