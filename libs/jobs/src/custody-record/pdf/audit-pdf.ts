import { setImmediate } from 'node:timers/promises';
import { type TimelineItem } from '#read-models';
import { drawCells, Flow, FLOOR, heightOf, type Cells } from './flow.js';
import { paginate } from './pages.js';
import { PAGE, Sheet, type Element, type Style } from './sheet.js';
import { typeface } from './typeface.js';
import { atOnce } from './wording.js';

const TITLE: Style = { size: 18, lineHeight: 25 };
const TEXT: Style = { size: 8.5, lineHeight: 11.5 };
const TABLE: Style = { size: 7.5, lineHeight: 9.6 };
const SMALL: Style = { size: 7, lineHeight: 10, colour: '#505a5f' };
const CELL_GAP = 8;
const ROW_PADDING = 7;
/** Rows wrapped before other work of the process gets its turn. */
const STRETCH = 20;

const COLUMNS: readonly {
  readonly head: string;
  readonly width: number;
  readonly of: (item: TimelineItem) => string;
}[] = [
  { head: 'Recorded', width: 110, of: ({ recordedAt }) => atOnce(recordedAt) },
  {
    head: 'Happened',
    width: 110,
    of: ({ occurredAt, late }) => `${atOnce(occurredAt)}${late ? ' (entered late)' : ''}`,
  },
  { head: 'What', width: 300, of: ({ label, summary }) => `${label}: ${summary}` },
  { head: 'By', width: 120, of: ({ actor }) => `${actor.name}, ${actor.role}, ${actor.unit}` },
  { head: 'Event', width: 129, of: ({ id, position }) => `${id} (position ${position})` },
];

/** What was asked, in words, and the answer. */
export interface AuditAnswer {
  readonly asked: readonly string[];
  readonly items: readonly TimelineItem[];
  /** There are more entries than these: it is said at the top. */
  readonly more: boolean;
  /** ISO 8601. */
  readonly now: string;
}

/** The answer to an audit query as PDF, A4, each row with the id of its event. */
export async function auditPdf({ asked, items, more, now }: AuditAnswer): Promise<Uint8Array> {
  const sheet = new Sheet(await typeface(), { title: 'Audit', subject: asked.join('; '), made: new Date(now) });
  const flow = new Flow(sheet, () => PAGE.top);
  flow.text('H1', 'Audit', TITLE, { bold: true });
  flow.text('P', `Asked ${atOnce(now)}: ${asked.join('; ') || 'everything'}.`, TEXT);
  const count = more ? `The latest ${items.length} entries; there are more` : `All ${items.length} entries that match`;
  flow.text('P', `${count}, the latest first.`, TEXT, { gap: 8 });
  await table(flow, items);
  sheet.onEachPage((number, of) => {
    const page = `Page ${number} of ${of}`;
    const y = PAGE.height - PAGE.bottom + 14;
    sheet.decorate(sheet.lines(page, 80, SMALL), PAGE.width - PAGE.right - sheet.widthOf(page, SMALL), y, SMALL);
  });
  return sheet.finish();
}

async function table(flow: Flow, items: readonly TimelineItem[]): Promise<void> {
  const { sheet } = flow;
  const cells = (texts: readonly string[], bold: boolean): Cells => {
    let x: number = PAGE.left;
    return COLUMNS.map(({ width }, column) => {
      const cell = { lines: sheet.lines(texts[column] ?? '', width - CELL_GAP, TABLE, bold), x };
      x += width;
      return cell;
    });
  };
  const head = cells(
    COLUMNS.map(({ head: text }) => text),
    true,
  );
  const headHeight = TABLE.lineHeight + ROW_PADDING;
  const rows: Cells[] = [];
  for (const [index, item] of items.entries()) {
    rows.push(
      cells(
        COLUMNS.map(({ of }) => of(item)),
        false,
      ),
    );
    if (index % STRETCH === STRETCH - 1) await setImmediate();
  }
  const root = sheet.within(sheet.root, 'Table');
  const headRow = sheet.within(root, 'TR');
  const headCells = COLUMNS.map(() => sheet.within(headRow, 'TH', 'Column'));
  const room = { lineHeight: TABLE.lineHeight, padding: ROW_PADDING };
  const pages = paginate(rows.map(heightOf), {
    ...room,
    first: flow.room - headHeight,
    others: FLOOR - PAGE.top - headHeight,
  });
  let row: readonly Element[] = [];
  for (const [page, slices] of pages.entries()) {
    if (page > 0) flow.turn();
    drawCells(flow, head, { from: 0, to: 1 }, (column) => (page === 0 ? headCells[column] : undefined), TABLE);
    flow.y += headHeight - ROW_PADDING / 2;
    sheet.rule(flow.y, { width: 1, colour: '#0b0c0c' });
    for (const { row: number, from, to } of slices) {
      if (from === 0) {
        const tableRow = sheet.within(root, 'TR');
        row = COLUMNS.map(() => sheet.within(tableRow, 'TD'));
      }
      flow.y += ROW_PADDING / 2;
      const into = row;
      drawCells(flow, rows[number] ?? [], { from, to }, (column) => into[column], TABLE);
      flow.y += (to - from) * TABLE.lineHeight + ROW_PADDING / 2;
      sheet.rule(flow.y);
    }
    await setImmediate();
  }
}
