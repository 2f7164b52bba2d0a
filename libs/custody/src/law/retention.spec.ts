import { retention, type Ended } from './retention.js';

const guilty = (convictedOn: string, custodyMonths?: number): Ended => ({
  ...{ charged: true, convictedOn },
  ...(custodyMonths === undefined ? {} : { custodyMonths }),
});

describe('how long material is kept', () => {
  it.each<[string, readonly Ended[], string | null]>([
    ['nobody is suspected', [], null],
    ['nobody has decided whether to prosecute', [{ charged: false }], null],
    ['the proceedings are not over', [{ charged: true }], null],
    ['somebody is convicted and not sentenced', [guilty('2026-01-14')], null],
    ['no further action is taken', [{ charged: false, clearedOn: '2026-01-14' }], '2026-01-14'],
    ['somebody was acquitted', [{ charged: true, clearedOn: '2026-01-14' }], '2026-01-14'],
    ['six months from the conviction', [guilty('2026-01-14', 0)], '2026-07-14'],
    ['at the end of a month', [guilty('2026-08-31', 0)], '2027-02-28'],
    ['at the end of a month in a leap year', [guilty('2027-08-31', 0)], '2028-02-29'],
    ['a short sentence ends sooner than six months', [guilty('2026-01-14', 4)], '2026-07-14'],
    ['a sentence ends later', [guilty('2026-01-14', 30)], '2028-07-14'],
    ['two were sentenced: the longer', [guilty('2026-01-14', 30), guilty('2026-03-01', 12)], '2028-07-14'],
    ['one was sentenced, one is not tried yet', [guilty('2026-01-14', 30), { charged: true }], null],
  ])('%s', (_why, people, until) => expect(retention(people).until).toBe(until));

  it('says why', () =>
    expect(retention([guilty('2026-01-14', 0)]).why).toBe('Kept for six months from conviction (para 5.9)'));
});
