/** 'a, b and c': how a sentence lists things. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** Most sentences begin with a capital, or a digit: what Unicode makes of the first letter is asked for the others only. */
export function capitalised(text: string): string {
  return text.charCodeAt(0) <= LAST_CAPITAL ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
const LAST_CAPITAL = 'Z'.charCodeAt(0);

/** 'sealNumber' as 'seal number'. */
export const fieldInWords = (field: string): string =>
  field === 'imei' ? 'IMEI' : field.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);

/** '2 counts', '1 count'. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** '2026-04-14' as '14 April 2026'; any other text, such as a word that stands for an erased value, as it is. */
export function dayInWords(day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  return year === undefined ? day : `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`;
}

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  dateStyle: 'long',
  timeStyle: 'short',
});

/** '2026-01-14T05:40:00.000Z' as '14 January 2026, 05:40', by London's clock. */
export const momentInWords = (moment: string): string => LONDON.format(Date.parse(moment)).replace(/ at (?=\d)/, ', ');

/** 30 as '2 years and 6 months'. */
export function monthsInWords(months: number): string {
  const parts = [counted(Math.floor(months / 12), 'year'), counted(months % 12, 'month')];
  return listed(parts.filter((part) => !part.startsWith('0 ')));
}
