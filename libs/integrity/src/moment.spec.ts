import fc from 'fast-check';
import { millisecondsOf } from './moment.js';

describe('the moment of a text', () => {
  it('is what Date.parse says it is, of whatever date', () => {
    fc.assert(
      fc.property(fc.array(fc.date({ noInvalidDate: true }), { minLength: 1, maxLength: 5 }), (dates) => {
        for (const date of dates) expect(millisecondsOf(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it.each([
    '2026-02-30T05:40:15.123Z',
    '2026-13-01T05:40:15.123Z',
    '2026-01-14T24:00:00.000Z',
    '2026-01-14T05:60:00.000Z',
  ])('is what Date.parse says it is, also of %s', (text) => expect(millisecondsOf(text)).toBe(Date.parse(text)));

  it('is what Date.parse says it is, whatever stands in the place of a character', () => {
    const text = '2026-01-14T05:40:15.123Z';
    for (let at = 0; at <= text.length; at += 1)
      for (const other of ['', '0', '9', ':', 'T', ' ', '(', 'x', '11']) {
        const odd = text.slice(0, at) + other + text.slice(at + 1);
        expect([odd, millisecondsOf(odd)]).toStrictEqual([odd, Date.parse(odd)]);
      }
  });
});
