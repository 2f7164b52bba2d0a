export type CsvValue = string | number | null;

/** What a spreadsheet would take for a formula, or for the beginning of one behind a blank. */
const FORMULA = /^\s*[=+\-@\t\r]/;

/**
 * One line of RFC 4180. What would be a formula gets an apostrophe in front: whoever opens the file in a spreadsheet reads what
 * was recorded, and nothing is calculated or fetched.
 */
export const csvLine = (values: readonly CsvValue[]): string => `${values.map(csvValue).join(',')}\r\n`;

function csvValue(value: CsvValue): string {
  if (value === null) return '';
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
