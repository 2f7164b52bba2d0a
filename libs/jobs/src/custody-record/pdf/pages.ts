/** Lines `from` to `to` (not included) of the cells of a row, which stand on one page. */
export interface Slice {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

export interface Room {
  readonly lineHeight: number;
  /** Above and below the lines of a slice, together. */
  readonly padding: number;
  /** Height left for rows on the first page, and on each one after. */
  readonly first: number;
  readonly others: number;
}

/**
 * Which rows stand on which page, in order. A row stays whole if a page can hold it; one that is taller than a page goes on
 * over as many as it takes.
 *
 * @param heights of the rows, in lines; at least 1 each.
 */
export function paginate(heights: readonly number[], { lineHeight, padding, first, others }: Room): readonly Slice[][] {
  const pages: Slice[][] = [[]];
  let left = first;
  const turn = (): void => {
    pages.push([]);
    left = others;
  };
  const fits = (room: number): number => Math.floor((room - padding) / lineHeight);
  if (fits(others) < 1) throw new Error('A page has no room for a single line');

  heights.forEach((lines, row) => {
    if (lines > fits(left) && lines <= fits(others)) turn();
    for (let from = 0; from < lines;) {
      if (fits(left) < 1) turn();
      const to = Math.min(lines, from + fits(left));
      pages.at(-1)?.push({ row, from, to });
      left -= padding + (to - from) * lineHeight;
      from = to;
    }
  });
  return pages;
}
