import { addDays, weekday, type Day } from './days.js';
import { MOVED_HOLIDAYS, PROCLAIMED_HOLIDAYS } from './limits.js';

const SATURDAY = 6;
const SUNDAY = 0;
const MONDAY = 1;

/**
 * Whether courts and offices are shut: a Saturday, a Sunday, Christmas Day, Good Friday, or a bank holiday in England and Wales
 * (Banking and Financial Dealings Act 1971 Sch. 1, and New Year's Day and the first Monday in May by proclamation each year).
 */
export const isDayOff = (day: Day): boolean =>
  weekday(day) === SATURDAY || weekday(day) === SUNDAY || isBankHoliday(day);

export function isBankHoliday(day: Day): boolean {
  if (PROCLAIMED_HOLIDAYS.includes(day)) return true;
  return !MOVED_HOLIDAYS.includes(day) && holidaysOf(Number(day.slice(0, 4))).includes(day);
}

function holidaysOf(year: number): readonly Day[] {
  const easter = easterSunday(year);
  const christmas = workingDayFrom(`${year}-12-25`);
  return [
    workingDayFrom(`${year}-01-01`),
    addDays(easter, -2),
    addDays(easter, 1),
    mondayFrom(`${year}-05-01`),
    mondayFrom(`${year}-05-25`),
    mondayFrom(`${year}-08-25`),
    `${year}-12-25`,
    christmas,
    // Boxing Day gives way to Christmas Day's substitute.
    workingDayFrom(christmas === `${year}-12-25` ? `${year}-12-26` : addDays(christmas, 1)),
  ];
}

/** The first day on or after this one that is no Saturday or Sunday. */
function workingDayFrom(day: Day): Day {
  const off = weekday(day) === SATURDAY ? 2 : weekday(day) === SUNDAY ? 1 : 0;
  return addDays(day, off);
}

const mondayFrom = (day: Day): Day => addDays(day, (MONDAY - weekday(day) + 7) % 7);

/** Easter Sunday in the Gregorian calendar (Butcher's algorithm, Nature, 20 April 1876). */
function easterSunday(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  const [month, date] = [Math.floor(f / 31), (f % 31) + 1].map((number) => String(number).padStart(2, '0'));
  return `${year}-${month}-${date}`;
}
