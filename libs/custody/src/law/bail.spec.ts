import { bailDaysLeft, bailLimits, bailWarning, firstBailLimit } from './bail.js';
import { londonDay } from './days.js';
import { BAIL_LAW, BAIL_WARNING_DAYS, RANKS } from './limits.js';

describe('the first limit of bail', () => {
  it.each([
    ['2026-01-14T06:05:00Z', '2026-04-14', 'the day before the corresponding date'],
    ['2026-01-31T12:00:00Z', '2026-04-30', 'bail starts on 1 February'],
    ['2025-11-27T12:00:00Z', '2026-02-27', 'starts on 28 November'],
    ['2025-11-28T12:00:00Z', '2026-02-28', 'there is no 29 February in 2026: the last day of the month'],
    ['2025-11-29T12:00:00Z', '2026-02-28', 'nor a 30 February'],
    ['2025-11-30T12:00:00Z', '2026-02-28', 'starts on 1 December'],
    ['2027-11-28T12:00:00Z', '2028-02-28', 'there is a 29 February in 2028: the day before it'],
    ['2027-11-29T12:00:00Z', '2028-02-29', 'there is no 30 February, so the last day of the month'],
    ['2028-02-28T12:00:00Z', '2028-05-28', 'starts on the leap day'],
    ['2026-10-14T12:00:00Z', '2027-01-14', 'over the turn of the year'],
    ['2026-12-31T12:00:00Z', '2027-03-31', 'starts on New Year’s Day'],
  ])('after an arrest at %s ends on %s: %s', (arrestedAt, lastDay) => expect(firstBailLimit(arrestedAt)).toBe(lastDay));

  it.each([
    ['2026-07-14T22:59:59Z', '2026-10-14', 'a minute to midnight in summer'],
    ['2026-07-14T23:00:00Z', '2026-10-15', 'midnight in summer'],
    ['2026-01-14T23:59:59Z', '2026-04-14', 'a minute to midnight in winter'],
    ['2026-03-28T23:30:00Z', '2026-06-28', 'the night the clocks go forward, before midnight'],
    ['2026-03-29T23:30:00Z', '2026-06-30', 'the night after, when it is past midnight already'],
    ['2026-10-24T23:30:00Z', '2027-01-25', 'the night the clocks go back, past midnight by summer time'],
    ['2026-10-25T23:30:00Z', '2027-01-25', 'the night after, before midnight by winter time'],
    ['2026-01-15T01:30:00+02:00', '2026-04-14', 'told with another offset'],
  ])('is counted from London’s day: %s gives %s, %s', (arrestedAt, lastDay) =>
    expect(firstBailLimit(arrestedAt)).toBe(lastDay),
  );

  it('does not exist before the law that set it', () => {
    expect(bailLimits('2017-04-02T12:00:00Z')).toEqual([]);
    expect(() => firstBailLimit('2017-04-02T12:00:00Z')).toThrow(RangeError);
  });

  it('was 28 days for arrests before 28 October 2022', () => {
    expect(firstBailLimit('2022-10-27T12:00:00Z')).toBe('2022-11-24');
    expect(firstBailLimit('2022-10-28T12:00:00Z')).toBe('2023-01-28');
  });
});

describe('the limits of bail', () => {
  it('after an arrest on 14 January are three, six, nine and twelve months, each for a higher rank', () =>
    expect(bailLimits('2026-01-14T06:05:00Z').map(({ lastDay, by }) => [lastDay, by])).toEqual([
      ['2026-04-14', 'custody officer'],
      ['2026-07-14', 'inspector'],
      ['2026-10-14', 'superintendent'],
      ['2027-01-14', 'magistrates'],
    ]));

  it('rise in rank and are cited, in every law', () => {
    for (const { standard, exceptionallyComplex } of BAIL_LAW) {
      for (const limits of [standard, exceptionallyComplex]) {
        const ranks = limits.map(({ by }) => RANKS.indexOf(by));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        expect(limits.every(({ under }) => under.startsWith('PACE s.47Z'))).toBe(true);
      }
    }
  });
});

describe('the days of bail that are left', () => {
  it.each([
    ['2026-04-13T22:59:00Z', 1],
    ['2026-04-13T23:00:00Z', 0],
    ['2026-04-14T12:00:00Z', 0],
    ['2026-04-14T23:00:00Z', -1],
    ['2026-03-17T12:00:00Z', 28],
  ])('at %s are %i, until 14 April', (now, days) => expect(bailDaysLeft('2026-04-14', now)).toBe(days));

  it('are whole across a clock change', () => expect(bailDaysLeft('2026-03-30', '2026-03-28T12:00:00Z')).toBe(2));

  it('are warned of four times', () => expect(BAIL_WARNING_DAYS).toEqual([28, 14, 7, 1]));
});

it('a day in London is written year first, whatever the machine’s own habits', () =>
  expect(londonDay('2026-01-05T00:00:00Z')).toBe('2026-01-05'));

it.each([
  [29, null],
  [28, 28],
  [15, 28],
  [14, 14],
  [8, 14],
  [7, 7],
  [2, 7],
  [1, 1],
  [0, 1],
  [-1, null],
])('with %i days left the warning of %s days is due', (daysLeft, warning) =>
  expect(bailWarning(daysLeft)).toBe(warning),
);
