import { isBankHoliday, isDayOff } from './holidays.js';

/** As published on gov.uk/bank-holidays for England and Wales. */
const PUBLISHED: Readonly<Record<number, string>> = {
  2020: '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28',
  2021: '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28',
  2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
  2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
  2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
  2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
  2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
  2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
  2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
};

const weekdaysOf = (year: number): readonly string[] =>
  Array.from({ length: 366 }, (_, n) => new Date(Date.UTC(year, 0, 1 + n)))
    .filter((day) => day.getUTCFullYear() === year && ![0, 6].includes(day.getUTCDay()))
    .map((day) => day.toISOString().slice(0, 10));

it.each(Object.entries(PUBLISHED))('the bank holidays on weekdays of %s are those published', (year, days) =>
  expect(weekdaysOf(Number(year)).filter(isBankHoliday)).toEqual(days.split(' ').map((day) => `${year}-${day}`)),
);

it.each([
  ['2026-12-25', true, 'Christmas Day'],
  ['2027-12-25', true, 'Christmas Day on a Saturday'],
  ['2026-04-03', true, 'Good Friday'],
  ['2026-01-17', true, 'a Saturday'],
  ['2026-01-18', true, 'a Sunday'],
  ['2026-01-19', false, 'a Monday'],
])('%s is off: %s, %s', (day, off) => expect(isDayOff(day)).toBe(off));
