import { type TimelineItem } from '#read-models';
import { Flow } from './flow.js';
import { demonstrationBanner, headBottom, runningHead } from './head.js';
import { PAGE, Sheet, type Style } from './sheet.js';
import { drawTable, type TableColumn } from './table.js';
import { typeface } from './typeface.js';
import { atOnce } from './wording.js';

const TITLE: Style = { size: 18, lineHeight: 25 };
const TEXT: Style = { size: 8.5, lineHeight: 11.5 };
const SMALL: Style = { size: 7, lineHeight: 10, colour: '#505a5f' };

const plain = (text: string) => [{ text }];

const COLUMNS: readonly TableColumn<TimelineItem>[] = [
  { head: 'Recorded', width: 110, cell: ({ recordedAt }) => plain(atOnce(recordedAt)) },
  {
    head: 'Happened',
    width: 110,
    cell: ({ occurredAt, late }) => plain(`${atOnce(occurredAt)}${late ? ' (entered late)' : ''}`),
  },
  { head: 'Exhibit', width: 60, cell: ({ exhibitRef }) => plain(exhibitRef ?? '') },
  { head: 'What', width: 240, cell: ({ label, summary }) => plain(`${label}: ${summary}`) },
  { head: 'By', width: 120, cell: ({ actor }) => plain(`${actor.name}, ${actor.role}, ${actor.unit}`) },
  { head: 'Event', width: 129, cell: ({ id, position }) => plain(`${id} (position ${position})`) },
];

/** What was asked, in words, and the answer. */
export interface AuditAnswer {
  readonly asked: readonly string[];
  readonly items: readonly TimelineItem[];
  /** There are more entries than these: it is said at the top. */
  readonly more: boolean;
  readonly demonstration: boolean;
  /** ISO 8601. */
  readonly now: string;
}

/** The answer to an audit query as PDF, A4, each row with the id of its event. */
export async function auditPdf({ asked, items, more, demonstration, now }: AuditAnswer): Promise<Uint8Array> {
  const sheet = new Sheet(await typeface(), { title: 'Audit', subject: asked.join('; '), made: new Date(now) });
  const flow = new Flow(sheet, () => runningHead(sheet, 'Audit', demonstration));
  if (demonstration) demonstrationBanner(flow);
  flow.text('H1', 'Audit', TITLE, { bold: true });
  flow.text('P', `Asked ${atOnce(now)}: ${asked.join('; ') || 'everything'}.`, TEXT);
  const count = more ? `The latest ${items.length} entries; there are more` : `All ${items.length} entries that match`;
  flow.text('P', `${count}, the latest first.`, TEXT, { gap: 8 });
  await drawTable(flow, COLUMNS, items, { top: headBottom(demonstration) });
  sheet.onEachPage((number, of) => {
    const page = `Page ${number} of ${of}`;
    const y = PAGE.height - PAGE.bottom + 14;
    sheet.decorate(sheet.lines(page, 80, SMALL), PAGE.width - PAGE.right - sheet.widthOf(page, SMALL), y, SMALL);
  });
  return sheet.finish();
}
