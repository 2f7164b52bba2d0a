import fc from 'fast-check';
import { paginate, type Slice } from './pages.js';

const room = { lineHeight: 10, padding: 4, first: 50, others: 100 };
const heightOf = (slices: readonly Slice[]) => slices.reduce((sum, { from, to }) => sum + 4 + (to - from) * 10, 0);

it('keeps a row whole by beginning a new page', () =>
  expect(paginate([2, 3], room)).toEqual([[{ row: 0, from: 0, to: 2 }], [{ row: 1, from: 0, to: 3 }]]));

it('carries a row that is taller than a page on to the next', () =>
  expect(paginate([12], room)).toEqual([[{ row: 0, from: 0, to: 4 }], [{ row: 0, from: 4, to: 12 }]]));

it('leaves the first page empty when not even a line fits there', () =>
  expect(paginate([1], { ...room, first: 5 })).toEqual([[], [{ row: 0, from: 0, to: 1 }]]));

it('shows every line of every row once, in order, within the pages', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 100 }),
      (heights, first) => {
        const pages = paginate(heights, { ...room, first });
        const lines = (slices: readonly Slice[]) =>
          slices.flatMap(({ row, from, to }) =>
            Array.from({ length: to - from }, (_, index) => `${row}:${from + index}`),
          );
        expect(lines(pages.flat())).toEqual(lines(heights.map((to, row) => ({ row, from: 0, to }))));
        pages.forEach((slices, page) => expect(heightOf(slices)).toBeLessThanOrEqual(page === 0 ? first : room.others));
      },
    ),
  ));
