import { type Period } from './limits.js';

/** A calendar day in England and Wales, YYYY-MM-DD; days compare as text. */
export type Day = string;

const DAY_MS = 86_400_000;
const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day that a moment (ISO 8601 with its offset) falls on in London. */
export function londonDay(moment: string): Day {
  const parts = new Map(LONDON.formatToParts(Date.parse(moment)).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/** From one day to another, in days; negative when the second comes first. */
export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

export const addDays = (day: Day, days: number): Day => dayOf(Date.parse(day) + days * DAY_MS);

/**
 * The last day of a period "beginning with" a day. Of months, it ends the day before the corresponding date; where the month
 * has no such date, on its last day (Dodds v Walker [1981] 1 WLR 1027).
 */
export function lastDayOf(period: Period, beginning: Day): Day {
  if ('days' in period) return addDays(beginning, period.days - 1);
  const start = new Date(Date.parse(beginning));
  const month = start.getUTCMonth() + period.months;
  const lastOfMonth = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const dayBefore = Math.min(start.getUTCDate() - 1, lastOfMonth);
  return dayOf(Date.UTC(start.getUTCFullYear(), month, dayBefore));
}

/** 0 is Sunday. */
export const weekday = (day: Day): number => new Date(Date.parse(day)).getUTCDay();

const dayOf = (time: number): Day => new Date(time).toISOString().slice(0, 10);
