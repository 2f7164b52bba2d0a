import { COLUMNS, wallClock } from './wording.js';
import { TEXT_WIDTH } from './sheet.js';

it.each([
  ['2026-01-14T06:12:00.000Z', { day: '14 Jan 2026', time: '06:12:00 GMT' }],
  ['2026-07-14T23:30:05.999Z', { day: '15 Jul 2026', time: '00:30:05 BST' }],
  ['2026-10-25T00:30:00.000Z', { day: '25 Oct 2026', time: '01:30:00 BST' }],
  ['2026-10-25T01:30:00.000Z', { day: '25 Oct 2026', time: '01:30:00 GMT' }],
])('shows %s as the clock on a British wall did', (instant, shown) => expect(wallClock(instant)).toEqual(shown));

it('fits its columns between the margins', () =>
  expect(COLUMNS.reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(TEXT_WIDTH));
