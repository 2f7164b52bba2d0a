/** Moments as people in the force read and write them: Europe/London, whatever the time zone of the process. */
const ZONE = 'Europe/London';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});
const longMonths = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long' });
const shortMonths = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short' });

/** What the clock on the wall shows. `month` is 1 to 12, `hour` 0 to 23. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** @param moment ISO 8601 with its offset, or milliseconds since 1970 */
export function onTheWall(moment: string | number): WallClock {
  const read: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(new Date(moment))) read[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = read;
  return { year, month, day, hour, minute };
}

export type OnTheDial = 'first' | 'second';

export type Moment =
  | { readonly is: 'a moment'; readonly utc: string }
  /** The hour that is skipped in March, or a date such as 31 February. */
  | { readonly is: 'never'; readonly why: 'no such date' | 'clocks went forward' }
  /** The hour that comes twice in October: say which. */
  | { readonly is: 'twice' };

/** The moment at which the clock on the wall showed this; `which` chooses when it showed it twice. */
export function momentOf(wall: WallClock, which?: OnTheDial): Moment {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const date = new Date(asUtc);
  const exists =
    date.getUTCFullYear() === wall.year && date.getUTCMonth() === wall.month - 1 && date.getUTCDate() === wall.day;
  if (!exists || wall.hour > 23 || wall.minute > 59) return { is: 'never', why: 'no such date' };

  // Summer time is one hour ahead of UTC, and the first of two equal readings is the one in summer time.
  const candidates = [asUtc - HOUR, asUtc].filter((moment) => same(onTheWall(moment), wall));
  const [first, second] = candidates;
  if (first === undefined) return { is: 'never', why: 'clocks went forward' };
  if (second === undefined) return { is: 'a moment', utc: new Date(first).toISOString() };
  if (which === undefined) return { is: 'twice' };
  return { is: 'a moment', utc: new Date(which === 'first' ? first : second).toISOString() };
}

const same = (a: WallClock, b: WallClock): boolean =>
  a.year === b.year && a.month === b.month && a.day === b.day && a.hour === b.hour && a.minute === b.minute;

const pad = (number: number): string => String(number).padStart(2, '0');
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

/** The calendar day in London, YYYY-MM-DD; a day stays the day it is. */
export function londonDay(moment: string): string {
  if (isDay(moment)) return moment;
  const { year, month, day } = onTheWall(moment);
  return `${year}-${pad(month)}-${pad(day)}`;
}

/** '14 January 2026' of a moment or a day. */
export const londonDate = (moment: string): string => dateIn(longMonths, moment);
/** '14 Jan 2026' of a moment or a day. */
export const londonShortDate = (moment: string): string => dateIn(shortMonths, moment);

function dateIn(months: Intl.DateTimeFormat, moment: string): string {
  const [year = 0, month = 0, day = 0] = londonDay(moment).split('-').map(Number);
  return `${day} ${months.format(Date.UTC(year, month - 1, day))} ${year}`;
}

/** '5:40am'. */
export function londonTime(moment: string): string {
  const { hour, minute } = onTheWall(moment);
  return `${hour % 12 || 12}:${pad(minute)}${hour < 12 ? 'am' : 'pm'}`;
}

/** '14 January 2026 at 5:40am'. */
export const londonDateTime = (moment: string): string => `${londonDate(moment)} at ${londonTime(moment)}`;

/** '05:40', for drawings and dense tables. */
export function londonClock(moment: string): string {
  const { hour, minute } = onTheWall(moment);
  return `${pad(hour)}:${pad(minute)}`;
}

/** Whole days from one calendar day in London to another; negative when it has passed. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(londonDay(to)) - Date.parse(londonDay(from))) / DAY);

/** '4 min', '2 h 10 min', '3 days 4 h', '31 days': two units at most. */
export function duration(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / MINUTE));
  if (minutes < 1) return 'under 1 min';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  const inDays = `${days} day${days === 1 ? '' : 's'}`;
  return days >= 14 || hours % 24 === 0 ? inDays : `${inDays} ${hours % 24} h`;
}
