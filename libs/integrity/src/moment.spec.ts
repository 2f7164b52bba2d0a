import fc from 'fast-check';
import { millisecondsOf } from './moment.js';

const ofFourDigits = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });

describe('the moment of a text', () => {
  it('is what Date.parse says it is, of whatever date', () => {
    fc.assert(
      fc.property(fc.oneof(ofFourDigits, fc.date({ noInvalidDate: true })), (date) => {
        expect(millisecondsOf(date.toISOString())).toBe(date.getTime());
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    '1970-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '2000-02-29T05:40:15.123Z',
    '2000-03-01T05:40:15.123Z',
    '2028-12-31T23:59:59.999Z',
    '2100-02-29T05:40:15.123Z',
    '2100-03-01T05:40:15.123Z',
    '2101-01-01T05:40:15.123Z',
    '2401-01-01T05:40:15.123Z',
    '2026-02-30T05:40:15.123Z',
    '2026-04-31T05:40:15.123Z',
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
