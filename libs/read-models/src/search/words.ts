import { values } from '../visibility/seeing.js';

/** What parts words: blanks and the marks of a sentence, but not what references, seals and numbers are written with. */
const BETWEEN = ' \\t\\r\\n,;.()[]"';
const SPLIT = '[[:space:],;.()\\[\\]"]+';
const textOf = (columns: readonly string[]): string =>
  columns.map((column) => `coalesce(${column}, '')`).join(` || ' ' || `);
const TEXT = textOf([
  ...['exhibit_ref', 'kind', 'description', 'make', 'model', 'serial', 'imei', 'seal_number'],
  ...[`more->>'formerRefs'`, `more->>'formerSeals'`],
]);

/**
 * The words of an exhibit, each whole in lower case: 'tw/1' and 'hc-4410281' stay one word, which a text search configuration
 * would take apart. An index holds them; a word is found by how it begins, too.
 */
export const EXHIBIT_WORDS = `array_to_tsvector(regexp_split_to_array(nullif(btrim(lower(${TEXT}), E'${BETWEEN}'), ''), '${SPLIT}'))`;

/** No lexeme is longer than 2,046 bytes, and nobody types so long a word. */
const LONGEST = 200;

/** The words that somebody typed, as they are indexed; at most eight. */
export const wordsOf = (typed: string): readonly string[] =>
  typed
    .toLowerCase()
    .split(/[\s,;.()[\]"]+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => word.slice(0, LONGEST));

/** Asks for all of the words, whole. */
export const wordQuery = (words: readonly string[]): string => words.map(quoted).join(' & ');

/** Asks for all of the words, each of which may go on. */
export const prefixQuery = (words: readonly string[]): string => words.map((word) => `${quoted(word)}:*`).join(' & ');

/** What is printed on a device or on a bag of it, now or before: in lower case, a part of it is found by its trigrams. */
export const EXHIBIT_NUMBERS = `lower(${textOf(['serial', 'imei', 'seal_number', `more->>'formerSeals'`])})`;

/** Shorter than this a word has no trigram, and an index no answer. */
const TRIGRAM = 3;

/**
 * Asks for all of the words, each of which begins a word of the exhibit or stands anywhere in one of its numbers, at least one of
 * them there: what has none there `prefixQuery` finds. Undefined when all are too short to be looked for in a number.
 */
export function partsQuery(
  words: readonly string[],
): { readonly condition: string; readonly values: readonly unknown[] } | undefined {
  const { given, all } = values();
  const asked = words.map((word) => ({
    begins: `${EXHIBIT_WORDS} @@ ${given(prefixQuery([word]))}::tsquery`,
    within: word.length < TRIGRAM ? undefined : `${EXHIBIT_NUMBERS} LIKE ${given(containing(word))}`,
  }));
  const within = asked.flatMap(({ within: one }) => one ?? []);
  if (within.length === 0) return undefined;
  const each = asked.map(({ begins, within: one }) => (one === undefined ? begins : `(${one} OR ${begins})`));
  return { condition: [`(${within.join(' OR ')})`, ...each].join(' AND '), values: all };
}

/** A pattern of LIKE for what contains a text. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** What a case is found by, any part of it. */
export const CASE_TEXT = `(operation_name || ' ' || unit || ' ' || (warrants::text))`;
