import { setImmediate } from 'node:timers/promises';
import bwip from 'bwip-js/node';
import { type CustodyRecord } from '../record.js';
import { Flow, FLOOR, drawCells, heightOf, labelled, type Cells } from './flow.js';
import { paginate } from './pages.js';
import { PAGE, Sheet, TEXT_WIDTH, type Element, type Line, type Style } from './sheet.js';
import { typeface } from './typeface.js';
import { COLUMNS, atOnce, exhibitName, foundation, kinship, particularsOf } from './wording.js';

const TITLE: Style = { size: 18, lineHeight: 25 };
const HEADING: Style = { size: 11, lineHeight: 16 };
const TEXT: Style = { size: 8.5, lineHeight: 11.5 };
const LABEL: Style = { size: 7, lineHeight: 9.5, colour: '#505a5f' };
const TABLE: Style = { size: 7.5, lineHeight: 9.6 };
const SMALL: Style = { size: 7, lineHeight: 10, colour: '#505a5f' };
const RUNNING: Style = { size: 7.5, lineHeight: 10.5 };
const WARNING: Style = { size: 10, lineHeight: 13 };

const DEMONSTRATION = 'DEMONSTRATION DATA. People, places and events are invented. Not evidence.';
const CELL_GAP = 8;
const ROW_PADDING = 7;
/** Rows wrapped before other work of the process gets its turn. */
const STRETCH = 20;

/**
 * The custody record as PDF, A4. The same record gives the same bytes (for one version of pdfkit, Node's zlib and the font).
 *
 * @param onRows told how many rows of the timeline are drawn, a page at a time.
 */
export async function custodyRecordPdf(
  record: CustodyRecord,
  onRows: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<Uint8Array> {
  const name = exhibitName(record.particulars);
  const sheet = new Sheet(await typeface(), {
    title: `Custody record of ${name}`,
    subject: `${record.particulars.exhibitId} as of position ${record.position}`,
    made: new Date(record.pack?.sealedAt ?? record.last.recordedAt),
  });
  const flow = new Flow(sheet, () => runningHead(sheet, record));
  front(flow, record);
  await timeline(flow, record, onRows);
  flow.need(TEXT.lineHeight + 8);
  flow.y += 6;
  flow.text('P', `End of the record of ${name}: nothing follows.`, TEXT);
  sheet.onEachPage((number, of) => foot(sheet, record, `Page ${number} of ${of}`));
  return sheet.finish();
}

function front(flow: Flow, record: CustodyRecord): void {
  const { particulars, demonstration } = record;
  const { sheet } = flow;
  if (demonstration) {
    const [x, y] = [PAGE.left, flow.y];
    sheet.frame(x, y, TEXT_WIDTH, WARNING.lineHeight + 10);
    const lines = sheet.lines(DEMONSTRATION, TEXT_WIDTH - 16, WARNING, true);
    sheet.write(sheet.within(sheet.root, 'P'), lines, x + 8, y + 5, WARNING);
    flow.y += WARNING.lineHeight + 20;
  }
  flow.text('H1', `Custody record of ${exhibitName(particulars)}`, TITLE, { bold: true });
  if (particulars.description !== null) flow.text('P', particulars.description, TEXT);
  flow.y += 8;
  labelled(flow, particularsOf(record), { across: 4, label: LABEL, value: TEXT });
  for (const sentence of kinship(particulars)) flow.text('P', sentence, TEXT, { gap: 4 });

  flow.need(HEADING.lineHeight * 3);
  flow.y += 4;
  flow.text('H2', 'What this record rests on', HEADING, { bold: true });
  for (const sentence of foundation(record)) flow.text('P', sentence, TEXT);
  if (record.pack) markOf(flow, record.pack.mark);
  flow.y += 8;
}

const MARK_SIDE = 60;

function markOf(flow: Flow, mark: string): void {
  const [code] = bwip.raw('qrcode', `continuity:pack:${mark}`);
  if (!code || !('pixs' in code)) throw new Error('The code of a mark is no square');
  flow.need(MARK_SIDE + 12);
  const at = { x: PAGE.left, y: flow.y + 6, side: MARK_SIDE };
  flow.sheet.squares(at, code.pixs, code.pixx, `Square code that holds the mark ${mark}`);
  flow.y += MARK_SIDE + 12;
}

async function timeline(flow: Flow, record: CustodyRecord, onRows: (done: number) => Promise<void>): Promise<void> {
  const { sheet } = flow;
  const head = cellsOf(
    sheet,
    COLUMNS.map((column) => [{ text: column.head, bold: true }]),
  );
  const headHeight = TABLE.lineHeight + ROW_PADDING;
  const rows: Cells[] = [];
  for (const [index, entry] of record.timeline.entries()) {
    rows.push(
      cellsOf(
        sheet,
        COLUMNS.map((column) => column.cell(entry, index + 1)),
      ),
    );
    if (index % STRETCH === STRETCH - 1) await setImmediate();
  }

  const onPages = () =>
    paginate(rows.map(heightOf), {
      lineHeight: TABLE.lineHeight,
      padding: ROW_PADDING,
      first: flow.room - HEADING.lineHeight - headHeight,
      others: FLOOR - headBottom(record) - headHeight,
    });
  if (onPages()[0]?.length === 0) flow.turn(); // no heading without a row below it
  const pages = onPages();

  flow.text('H2', 'Custody timeline', HEADING, { bold: true });
  const table = sheet.within(sheet.root, 'Table');
  const headRow = sheet.within(table, 'TR');
  const headCells = COLUMNS.map(() => sheet.within(headRow, 'TH', 'Column'));
  let cells: Element[] = [];
  for (const [page, slices] of pages.entries()) {
    if (page > 0) flow.turn();
    sheet.rule(flow.y, { width: 1, colour: '#0b0c0c' });
    flow.y += ROW_PADDING / 2;
    drawCells(flow, head, { from: 0, to: 1 }, (column) => (page === 0 ? headCells[column] : undefined), TABLE);
    flow.y += headHeight - ROW_PADDING / 2;
    sheet.rule(flow.y, { width: 1, colour: '#0b0c0c' });
    for (const { row, from, to } of slices) {
      if (from === 0) {
        const tableRow = sheet.within(table, 'TR');
        cells = COLUMNS.map(() => sheet.within(tableRow, 'TD'));
      }
      flow.y += ROW_PADDING / 2;
      if (from > 0) sheet.decorate(plainLines(String(row + 1), 'cont.'), PAGE.left, flow.y, TABLE);
      drawCells(flow, rows[row] ?? [], { from, to }, (column) => cells[column], TABLE);
      flow.y += (to - from) * TABLE.lineHeight + ROW_PADDING / 2;
      sheet.rule(flow.y);
    }
    const last = slices.at(-1);
    if (last) await onRows(last.to === heightOf(rows[last.row] ?? []) ? last.row + 1 : last.row);
    await setImmediate();
  }
}

function cellsOf(sheet: Sheet, texts: readonly (readonly { text: string; bold?: boolean }[])[]): Cells {
  let x: number = PAGE.left;
  return COLUMNS.map(({ width }, column) => {
    const lines = (texts[column] ?? []).flatMap(({ text, bold = false }) =>
      sheet.lines(text, width - CELL_GAP, TABLE, bold),
    );
    const cell = { lines, x };
    x += width;
    return cell;
  });
}

const plainLines = (...texts: readonly string[]): readonly Line[] => texts.map((text) => ({ text, bold: false }));

const headBottom = ({ demonstration }: CustodyRecord): number =>
  PAGE.top + RUNNING.lineHeight * (demonstration ? 2 : 1) + 8;

/** The top of every page but the first. */
function runningHead(sheet: Sheet, record: CustodyRecord): number {
  const title = sheet.lines(`Custody record of ${exhibitName(record.particulars)}, continued`, TEXT_WIDTH, RUNNING);
  const warning = record.demonstration ? sheet.lines(DEMONSTRATION, TEXT_WIDTH, RUNNING, true) : [];
  sheet.decorate([...warning, ...title], PAGE.left, PAGE.top, RUNNING);
  return headBottom(record);
}

function foot(sheet: Sheet, { particulars, position, hash, last }: CustodyRecord, page: string): void {
  const y = PAGE.height - PAGE.bottom + 14;
  const what = `${particulars.operationName}, ${exhibitName(particulars)}`;
  const text = `${what}, as of position ${position} (${atOnce(last.recordedAt)}), hash ${hash}`;
  sheet.decorate(sheet.lines(text, TEXT_WIDTH - 80, SMALL).slice(0, 1), PAGE.left, y, SMALL);
  sheet.decorate(sheet.lines(page, 80, SMALL), PAGE.width - PAGE.right - sheet.widthOf(page, SMALL), y, SMALL);
}
