import { knownAt } from './known-at.js';

it.each([
  ['2026-03-03T09:00', '2026-03-03T09:00:00.000Z'],
  ['2026-07-03T09:00', '2026-07-03T08:00:00.000Z'],
  // The clocks go back: the second of the two is meant, after which more is known.
  ['2025-10-26T01:30', '2025-10-26T01:30:00.000Z'],
  ['2025-10-26T00:59', '2025-10-25T23:59:00.000Z'],
])('%s on the wall in London is %s', (typed, utc) => expect(knownAt(typed)).toMatchObject({ asKnownAt: utc }));

it.each(['2026-03-29T01:30', '2026-02-31T10:00', 'yesterday', '2026-01-01'])('%s is no moment, and is told', (typed) =>
  expect(knownAt(typed)).toMatchObject({
    asKnownAt: undefined,
    typed,
    problem: expect.stringContaining('exist') as string,
  }),
);

it('nothing asked is the present', () =>
  expect(knownAt('')).toEqual({ asKnownAt: undefined, typed: undefined, problem: undefined }));
