import { type LookItem, type TimelineItem } from '#read-models';
import { Flow } from './flow.js';
import { demonstrationBanner, headBottom, runningHead } from './head.js';
import { PAGE, Sheet, type Style } from './sheet.js';
import { drawTable, type TableColumn } from './table.js';
import { atOnce } from './wording.js';

const TITLE: Style = { size: 18, lineHeight: 25 };
const TEXT: Style = { size: 8.5, lineHeight: 11.5 };
const SMALL: Style = { size: 7, lineHeight: 10, colour: '#505a5f' };

const plain = (text: string) => [{ text }];

const ENTRIES: readonly TableColumn<TimelineItem>[] = [
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

const LOOKS: readonly TableColumn<LookItem>[] = [
  { head: 'When', width: 110, cell: ({ recordedAt }) => plain(atOnce(recordedAt)) },
  { head: 'Who', width: 140, cell: ({ actor }) => plain(`${actor.name}, ${actor.role}, ${actor.unit}`) },
  { head: 'What', width: 240, cell: ({ label, summary }) => plain(`${label}: ${summary}`) },
  {
    head: 'Of',
    width: 150,
    cell: ({ operationName, exhibitRef, caseId, exhibitId, suspectId }) =>
      plain(
        [
          operationName ?? (caseId && `case ${caseId}`),
          exhibitRef ?? (exhibitId && `exhibit ${exhibitId}`),
          suspectId && `person ${suspectId}`,
        ]
          .filter(Boolean)
          .join(', '),
      ),
  },
  { head: 'Event', width: 129, cell: ({ id, position }) => plain(`${id} (position ${position})`) },
];

/** Neither who of the force looked is told by name, nor what else they looked for: both are about others. */
const LOOKS_AT_SUBJECT: readonly TableColumn<LookItem>[] = [
  { head: 'When', width: 150, cell: ({ recordedAt }) => plain(atOnce(recordedAt)) },
  { head: 'What', width: 250, cell: ({ label, permission }) => plain(`${label}: ${permission}`) },
  { head: 'By whom', width: 369, cell: ({ actor }) => plain(`${actor.role}, ${actor.unit}, ${actor.force}`) },
];

/** What was asked, in words, and the answer. */
export interface AuditAnswer<T> {
  readonly asked: readonly string[];
  readonly items: readonly T[];
  /** There are more entries than these: it is said at the top. */
  readonly more: boolean;
  readonly demonstration: boolean;
  /** ISO 8601. */
  readonly now: string;
}

/** The answer to an audit query as PDF, A4, each row with the id of its event. */
export const auditPdf = (answer: AuditAnswer<TimelineItem>): Promise<Uint8Array> => pdfOf('Audit', ENTRIES, answer);

/** Who looked at what. */
export const looksPdf = (answer: AuditAnswer<LookItem>): Promise<Uint8Array> => pdfOf('Who looked', LOOKS, answer);

/** What a data subject is told of who looked at their records. */
export const subjectAccessPdf = (answer: AuditAnswer<LookItem>): Promise<Uint8Array> =>
  pdfOf('Who looked at your records', LOOKS_AT_SUBJECT, answer);

async function pdfOf<T>(
  title: string,
  columns: readonly TableColumn<T>[],
  { asked, items, more, demonstration, now }: AuditAnswer<T>,
): Promise<Uint8Array> {
  const sheet = await Sheet.begin({ title, subject: asked.join('; '), made: new Date(now) });
  const flow = new Flow(sheet, () => runningHead(sheet, title, demonstration));
  if (demonstration) demonstrationBanner(flow);
  flow.text('H1', title, TITLE, { bold: true });
  flow.text('P', `Asked ${atOnce(now)}: ${asked.join('; ') || 'everything'}.`, TEXT);
  const count = more ? `The latest ${items.length} entries; there are more` : `All ${items.length} entries that match`;
  flow.text('P', `${count}, the latest first.`, TEXT, { gap: 8 });
  await drawTable(flow, columns, items, { top: headBottom(demonstration) });
  sheet.onEachPage((number, of) => {
    const page = `Page ${number} of ${of}`;
    const y = PAGE.height - PAGE.bottom + 14;
    sheet.decorate(sheet.lines(page, 80, SMALL), PAGE.width - PAGE.right - sheet.widthOf(page, SMALL), y, SMALL);
  });
  return sheet.finish();
}
