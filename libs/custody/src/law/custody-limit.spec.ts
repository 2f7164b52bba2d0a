import { custodyLimit } from './custody-limit.js';
import { CUSTODY_LAW, TRIALS, type Trial } from './limits.js';

describe('the custody time limit', () => {
  it.each<[string, Trial, string, string]>([
    ['2026-01-12T10:00:00Z', 'summary', '2026-03-09', '56 days, the first not counted'],
    ['2026-01-12T10:00:00Z', 'either way', '2026-03-23', '70 days'],
    ['2026-01-12T10:00:00Z', 'indictment', '2026-07-13', '182 days'],
    ['2026-01-10T10:00:00Z', 'summary', '2026-03-06', 'would end on a Saturday: the Friday before'],
    ['2026-01-11T10:00:00Z', 'summary', '2026-03-06', 'on a Sunday: the Friday before'],
    ['2026-02-06T10:00:00Z', 'summary', '2026-04-02', 'on Good Friday: the Thursday before'],
    ['2026-02-09T10:00:00Z', 'summary', '2026-04-02', 'on Easter Monday: over the whole weekend back'],
    ['2026-10-16T10:00:00Z', 'either way', '2026-12-24', 'on Christmas Day'],
    ['2026-10-19T10:00:00Z', 'either way', '2026-12-24', 'on Boxing Day’s substitute'],
    ['2028-01-05T10:00:00Z', 'summary', '2028-03-01', 'over a leap day'],
    ['2026-03-28T23:30:00Z', 'summary', '2026-05-22', 'the night the clocks go forward, still the 28th'],
    ['2026-03-29T23:30:00Z', 'summary', '2026-05-22', 'the night after: the 30th in London, back from a bank holiday'],
    ['2026-10-25T00:30:00Z', 'summary', '2026-12-18', 'the night the clocks go back'],
  ])('after a remand at %s (%s) ends on %s: %s', (remandedAt, triedAs, lastDay) =>
    expect(custodyLimit(remandedAt, triedAs)?.lastDay).toBe(lastDay),
  );

  it('was longer before the Crown Court for remands in the pandemic', () => {
    expect(custodyLimit('2020-09-25T10:00:00Z', 'indictment')?.lastDay).toBe('2021-03-26');
    expect(custodyLimit('2020-09-28T10:00:00Z', 'indictment')).toMatchObject({
      lastDay: '2021-05-24',
      under: expect.stringContaining('2020/953'),
    });
    expect(custodyLimit('2021-06-28T10:00:00Z', 'indictment')?.lastDay).toBe('2021-12-24');
  });

  it('does not exist before the law that set it', () =>
    expect(custodyLimit('1987-03-31T10:00:00Z', 'summary')).toBeUndefined());

  it('has laws in order, each with its source and a limit for every way of trial', () => {
    const dates = CUSTODY_LAW.map(({ inForceFrom }) => inForceFrom);
    expect(dates).toEqual([...dates].sort());
    for (const { source, days } of CUSTODY_LAW) {
      expect(source).toMatch(/S\.I\. 1987\/299/);
      expect(Object.keys(days)).toEqual(TRIALS);
    }
  });
});
