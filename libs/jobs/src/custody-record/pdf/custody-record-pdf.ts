import { type CustodyRecord } from '../record.js';
import { Flow, labelled } from './flow.js';
import { demonstrationBanner, headBottom, runningHead } from './head.js';
import { PAGE, Sheet, TEXT_WIDTH, type Style } from './sheet.js';
import { drawTable } from './table.js';
import { COLUMNS, atOnce, exhibitName, foundation, kinship, particularsOf } from './wording.js';

const TITLE: Style = { size: 18, lineHeight: 25 };
const HEADING: Style = { size: 11, lineHeight: 16 };
const TEXT: Style = { size: 8.5, lineHeight: 11.5 };
const LABEL: Style = { size: 7, lineHeight: 9.5, colour: '#505a5f' };
const SMALL: Style = { size: 7, lineHeight: 10, colour: '#505a5f' };

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
  const sheet = await Sheet.begin({
    title: `Custody record of ${name}`,
    subject: `${record.particulars.exhibitId} as of position ${record.position}`,
    made: new Date(record.pack?.sealedAt ?? record.last.recordedAt),
  });
  const flow = new Flow(sheet, () => runningHead(sheet, `Custody record of ${name}`, record.demonstration));
  await front(flow, record);
  await timeline(flow, record, onRows);
  flow.need(TEXT.lineHeight + 8);
  flow.y += 6;
  flow.text('P', `End of the record of ${name}: nothing follows.`, TEXT);
  sheet.onEachPage((number, of) => foot(sheet, record, `Page ${number} of ${of}`));
  return sheet.finish();
}

async function front(flow: Flow, record: CustodyRecord): Promise<void> {
  const { particulars, demonstration } = record;
  if (demonstration) demonstrationBanner(flow);
  flow.text('H1', `Custody record of ${exhibitName(particulars)}`, TITLE, { bold: true });
  if (particulars.description !== null) flow.text('P', particulars.description, TEXT);
  flow.y += 8;
  labelled(flow, particularsOf(record), { across: 4, label: LABEL, value: TEXT });
  for (const sentence of kinship(particulars)) flow.text('P', sentence, TEXT, { gap: 4 });

  flow.need(HEADING.lineHeight * 3);
  flow.y += 4;
  flow.text('H2', 'What this record rests on', HEADING, { bold: true });
  for (const sentence of foundation(record)) flow.text('P', sentence, TEXT);
  if (record.pack) await markOf(flow, record.pack.mark);
  flow.y += 8;
}

const MARK_SIDE = 60;

async function markOf(flow: Flow, mark: string): Promise<void> {
  const { default: bwip } = await import('bwip-js/node');
  const [code] = bwip.raw('qrcode', `continuity:pack:${mark}`);
  if (!code || !('pixs' in code)) throw new Error('The code of a mark is no square');
  flow.need(MARK_SIDE + 12);
  const at = { x: PAGE.left, y: flow.y + 6, side: MARK_SIDE };
  flow.sheet.squares(at, code.pixs, code.pixx, `Square code that holds the mark ${mark}`);
  flow.y += MARK_SIDE + 12;
}

const timeline = (flow: Flow, record: CustodyRecord, onRows: (done: number) => Promise<void>): Promise<void> =>
  drawTable(flow, COLUMNS, record.timeline, {
    top: headBottom(record.demonstration),
    heading: {
      height: HEADING.lineHeight,
      draw: () => flow.text('H2', 'Custody timeline', HEADING, { bold: true }),
    },
    isRuledAbove: true,
    continued: (number) => [String(number), 'cont.'],
    onRows,
  });

function foot(sheet: Sheet, { particulars, position, hash, last }: CustodyRecord, page: string): void {
  const y = PAGE.height - PAGE.bottom + 14;
  const what = `${particulars.operationName}, ${exhibitName(particulars)}`;
  const text = `${what}, as of position ${position} (${atOnce(last.recordedAt)}), hash ${hash}`;
  sheet.decorate(sheet.lines(text, TEXT_WIDTH - 80, SMALL).slice(0, 1), PAGE.left, y, SMALL);
  sheet.decorate(sheet.lines(page, 80, SMALL), PAGE.width - PAGE.right - sheet.widthOf(page, SMALL), y, SMALL);
}
