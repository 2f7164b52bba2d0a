import { PAGE, TEXT_WIDTH, type Element, type Line, type Sheet, type Style } from './sheet.js';

/** The lowest that content may reach; the footer stands below. */
export const FLOOR = PAGE.height - PAGE.bottom;

/** Writes from top to bottom and turns the page when it is full; `runningHead` draws the top of a new page and says where it ends. */
export class Flow {
  y: number = PAGE.top;

  constructor(
    readonly sheet: Sheet,
    private readonly runningHead: () => number,
  ) {
    sheet.addPage();
  }

  get room(): number {
    return FLOOR - this.y;
  }

  turn(): void {
    this.sheet.addPage();
    this.y = this.runningHead();
  }

  /** Turns the page unless this much is left of it. */
  need(height: number): void {
    if (this.room < height) this.turn();
  }

  /** A paragraph or heading over the whole width; goes on over the page if it must. */
  text(tag: 'H1' | 'H2' | 'P', text: string, style: Style, { bold = false, gap = 0 } = {}): void {
    const element = this.sheet.within(this.sheet.root, tag);
    for (const line of this.sheet.lines(text, TEXT_WIDTH, style, bold)) {
      this.need(style.lineHeight);
      this.sheet.write(element, [line], PAGE.left, this.y, style);
      this.y += style.lineHeight;
    }
    this.y += gap;
  }
}

/** Labels above their values, `across` to a row; a list to a screen reader. */
export function labelled(
  flow: Flow,
  pairs: readonly (readonly [label: string, value: string])[],
  { across, label, value }: { across: number; label: Style; value: Style },
): void {
  const { sheet } = flow;
  const gutter = 12;
  const width = (TEXT_WIDTH + gutter) / across;
  const list = sheet.within(sheet.root, 'L');
  for (let first = 0; first < pairs.length; first += across) {
    const row = pairs.slice(first, first + across).map(([name, text]) => ({
      name: sheet.lines(name, width - gutter, label),
      text: sheet.lines(text, width - gutter, value),
    }));
    const height = label.lineHeight + Math.max(...row.map(({ text }) => text.length)) * value.lineHeight + 5;
    flow.need(height);
    row.forEach(({ name, text }, column) => {
      const x = PAGE.left + column * width;
      const item = sheet.within(list, 'LI');
      sheet.write(sheet.within(item, 'Lbl'), name, x, flow.y, label);
      sheet.write(sheet.within(item, 'LBody'), text, x, flow.y + label.lineHeight, value);
    });
    flow.y += height;
  }
}

/** Lines stacked in a cell of a table. */
export type Cell = readonly Line[];
export type Cells = readonly { readonly lines: Cell; readonly x: number }[];

export const heightOf = (cells: Cells): number => Math.max(1, ...cells.map(({ lines }) => lines.length));

/** Draws one stretch of a row's lines, each cell into its element. */
export function drawCells(
  { sheet, y }: Flow,
  cells: Cells,
  { from, to }: { from: number; to: number },
  into: (column: number) => Element | undefined,
  style: Style,
): void {
  cells.forEach(({ lines, x }, column) => {
    const shown = lines.slice(from, to);
    const element = into(column);
    if (element) sheet.write(element, shown, x, y, style);
    else sheet.decorate(shown, x, y, style);
  });
}
