import { setImmediate } from 'node:timers/promises';
import { drawCells, FLOOR, heightOf, type Cells, type Flow } from './flow.js';
import { paginate } from './pages.js';
import { PAGE, type Element, type Line, type Sheet, type Style } from './sheet.js';

const STYLE: Style = { size: 7.5, lineHeight: 9.6 };
const HEAVY = { width: 1, colour: '#0b0c0c' };
const CELL_GAP = 8;
const ROW_PADDING = 7;
const HEAD_HEIGHT = STYLE.lineHeight + ROW_PADDING;
/** Rows wrapped before other work of the process gets its turn. */
const STRETCH = 20;

export type Paragraphs = readonly { readonly text: string; readonly bold?: boolean }[];

export interface TableColumn<R> {
  readonly head: string;
  /** In points. */
  readonly width: number;
  readonly cell: (row: R, number: number) => Paragraphs;
}

export interface TableLook {
  /** Where pages but the first begin. */
  readonly top: number;
  /** Stands above the table on its first page, and never without a row below it. */
  readonly heading?: { readonly height: number; readonly draw: () => void };
  /** A line above the head, not only below it. */
  readonly isRuledAbove?: boolean;
  /** What stands in the first column where a row goes on from the page before. */
  readonly continued?: (number: number) => readonly string[];
  /** Told how many rows are drawn, a page at a time. */
  readonly onRows?: (done: number) => Promise<void>;
}

/** Draws rows under a head that stands on every page. Rows stay whole where a page can hold them. */
export async function drawTable<R>(
  flow: Flow,
  columns: readonly TableColumn<R>[],
  rows: readonly R[],
  { top, heading, isRuledAbove = false, continued, onRows }: TableLook,
): Promise<void> {
  const { sheet } = flow;
  const head = cellsOf(sheet, columns, (column) => [{ text: column.head, bold: true }]);
  const wrapped: Cells[] = [];
  for (const [index, row] of rows.entries()) {
    wrapped.push(cellsOf(sheet, columns, (column) => column.cell(row, index + 1)));
    if (index % STRETCH === STRETCH - 1) await setImmediate();
  }
  const onPages = () =>
    paginate(wrapped.map(heightOf), {
      lineHeight: STYLE.lineHeight,
      padding: ROW_PADDING,
      first: flow.room - (heading?.height ?? 0) - HEAD_HEIGHT,
      others: FLOOR - top - HEAD_HEIGHT,
    });
  if (heading && onPages()[0]?.length === 0) flow.turn();
  const pages = onPages();

  heading?.draw();
  const table = sheet.within(sheet.root, 'Table');
  const headRow = sheet.within(table, 'TR');
  const headCells = columns.map(() => sheet.within(headRow, 'TH', 'Column'));
  let cells: Element[] = [];
  for (const [page, slices] of pages.entries()) {
    if (page > 0) flow.turn();
    if (isRuledAbove) {
      sheet.rule(flow.y, HEAVY);
      flow.y += ROW_PADDING / 2;
    }
    drawCells(flow, head, { from: 0, to: 1 }, (column) => (page === 0 ? headCells[column] : undefined), STYLE);
    flow.y += HEAD_HEIGHT - ROW_PADDING / 2;
    sheet.rule(flow.y, HEAVY);
    for (const { row, from, to } of slices) {
      if (from === 0) {
        const tableRow = sheet.within(table, 'TR');
        cells = columns.map(() => sheet.within(tableRow, 'TD'));
      }
      flow.y += ROW_PADDING / 2;
      if (from > 0 && continued) sheet.decorate(continued(row + 1).map(plain), PAGE.left, flow.y, STYLE);
      drawCells(flow, wrapped[row] ?? [], { from, to }, (column) => cells[column], STYLE);
      flow.y += (to - from) * STYLE.lineHeight + ROW_PADDING / 2;
      sheet.rule(flow.y);
    }
    const last = slices.at(-1);
    if (last) await onRows?.(last.to === heightOf(wrapped[last.row] ?? []) ? last.row + 1 : last.row);
    await setImmediate();
  }
}

function cellsOf<R>(
  sheet: Sheet,
  columns: readonly TableColumn<R>[],
  paragraphs: (column: TableColumn<R>) => Paragraphs,
): Cells {
  let x: number = PAGE.left;
  return columns.map((column) => {
    const lines = paragraphs(column).flatMap(({ text, bold = false }) =>
      sheet.lines(text, column.width - CELL_GAP, STYLE, bold),
    );
    const cell = { lines, x };
    x += column.width;
    return cell;
  });
}

const plain = (text: string): Line => ({ text, bold: false });
