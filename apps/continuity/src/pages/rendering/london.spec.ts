import {
  daysBetween,
  duration,
  londonClock,
  londonDate,
  londonDateTime,
  londonDay,
  momentOf,
  onTheWall,
} from './london.js';

const wall = (year: number, month: number, day: number, hour: number, minute: number) => ({
  year,
  month,
  day,
  hour,
  minute,
});

describe('the clock on the wall in London', () => {
  it.each([
    ['in winter is UTC', wall(2026, 1, 14, 5, 40), '2026-01-14T05:40:00.000Z'],
    ['in summer is an hour ahead', wall(2026, 7, 14, 6, 40), '2026-07-14T05:40:00.000Z'],
    ['just before the clocks go forward', wall(2026, 3, 29, 0, 59), '2026-03-29T00:59:00.000Z'],
    ['just after they went forward', wall(2026, 3, 29, 2, 0), '2026-03-29T01:00:00.000Z'],
    ['just before the hour that comes twice', wall(2026, 10, 25, 0, 59), '2026-10-24T23:59:00.000Z'],
    ['just after it', wall(2026, 10, 25, 2, 0), '2026-10-25T02:00:00.000Z'],
    ['on a leap day', wall(2028, 2, 29, 12, 0), '2028-02-29T12:00:00.000Z'],
  ])('%s', (_when, shown, utc) => {
    expect(momentOf(shown)).toEqual({ is: 'a moment', utc });
    expect(onTheWall(utc)).toEqual(shown);
  });

  it('asks which, in the hour that comes twice', () => {
    const shown = wall(2026, 10, 25, 1, 30);
    expect(momentOf(shown)).toEqual({ is: 'twice' });
    expect(momentOf(shown, 'first')).toEqual({ is: 'a moment', utc: '2026-10-25T00:30:00.000Z' });
    expect(momentOf(shown, 'second')).toEqual({ is: 'a moment', utc: '2026-10-25T01:30:00.000Z' });
  });

  it('never shows the hour that is skipped', () =>
    expect(momentOf(wall(2026, 3, 29, 1, 30))).toEqual({ is: 'never', why: 'clocks went forward' }));

  it.each([
    ['31 February', wall(2026, 2, 31, 10, 0)],
    ['month 13', wall(2026, 13, 1, 10, 0)],
    ['half past 24', wall(2026, 1, 1, 24, 30)],
    ['minute 60', wall(2026, 1, 1, 10, 60)],
  ])('never shows %s', (_what, shown) => expect(momentOf(shown)).toEqual({ is: 'never', why: 'no such date' }));
});

describe('what is printed', () => {
  it('is London time', () => {
    expect(londonDateTime('2026-01-14T05:40:00.000Z')).toBe('14 January 2026 at 5:40am');
    expect(londonDateTime('2026-06-30T23:05:00.000Z')).toBe('1 July 2026 at 12:05am');
    expect(londonClock('2026-06-30T23:05:00.000Z')).toBe('00:05');
  });

  it('leaves a day the day it is', () => {
    expect(londonDate('2026-04-14')).toBe('14 April 2026');
    expect(londonDay('2026-06-30T23:05:00.000Z')).toBe('2026-07-01');
  });

  it('counts days by the calendar, across the clock change', () => {
    expect(daysBetween('2026-03-28T23:30:00.000Z', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-04-15', '2026-04-14')).toBe(-1);
  });

  it.each([
    [30_000, 'under 1 min'],
    [4 * 60_000, '4 min'],
    [130 * 60_000, '2 h 10 min'],
    [76 * 3_600_000, '3 days 4 h'],
    [24 * 3_600_000, '1 day'],
    [31 * 86_400_000 + 3_600_000, '31 days'],
  ])('%d milliseconds as %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
});
