import { type TimelineItem } from '#read-models';
import { type CustodyRecord } from '../record.js';
import { type Particulars } from '../request.js';
import { type TableColumn } from './table.js';

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An instant as the clock on a British wall showed it: day, and time with its zone (GMT or BST). */
export function wallClock(instant: string): { day: string; time: string } {
  const part = Object.fromEntries(LONDON.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return {
    day: `${part['day']} ${MONTHS[Number(part['month']) - 1]} ${part['year']}`,
    time: `${part['hour']}:${part['minute']}:${part['second']} ${part['timeZoneName']}`,
  };
}

export const atOnce = (instant: string): string => {
  const { day, time } = wallClock(instant);
  return `${day}, ${time}`;
};

export const exhibitName = ({ exhibitRef }: Particulars): string =>
  exhibitRef === null ? 'a device not yet seized' : `exhibit ${exhibitRef}`;

const PLACE: Readonly<Record<Particulars['custody'], string>> = {
  detected: 'found, not yet seized',
  held: 'held',
  'in transit': 'in transit: the sender answers for it until it is received',
  returned: 'returned',
  destroyed: 'destroyed',
};

/** What is printed of the exhibit, label by label, in order; what is not known is said to be. */
export function particularsOf({ particulars: is, last, pack }: CustodyRecord): readonly (readonly [string, string])[] {
  const known = (value: string | null): string => value ?? 'not recorded';
  const discrepancies = is.openDiscrepancies === 0 ? 'none open' : `${is.openDiscrepancies} open`;
  return [
    ['Operation', is.operationName],
    ['Kind', is.kind],
    ['Make', known(is.make)],
    ['Model', known(is.model)],
    ['Serial number', known(is.serial)],
    ['IMEI', is.imei !== null && is.imeiChecks === false ? `${is.imei} (check digit does not fit)` : known(is.imei)],
    ['Seized', is.seizedAt === null ? 'not yet' : atOnce(is.seizedAt)],
    ['Power', known(is.power)],
    ['Custody', PLACE[is.custody]],
    ['Holder', last.holder?.name ?? 'nobody'],
    ['Location', known(last.location)],
    // That it was not intact may be what is withheld.
    pack?.sealWithheld
      ? ['Seal', 'see the entries: some is withheld']
      : ['Seal', last.sealNumber === null ? is.seal : `${is.seal}, ${last.sealNumber}`],
    ['Examination', is.examination],
    ['Discrepancies', discrepancies],
    ['Exhibit id', is.exhibitId],
    ['Case id', is.caseId],
  ];
}

/** Which exhibit it was part of, and which were parts of it; empty for most. */
export function kinship({ parent, parts }: Particulars): readonly string[] {
  const named = parts.map(({ exhibitRef, kind }) => `${exhibitRef} (${kind})`).join(', ');
  return [
    ...(parent === null ? [] : [`It was taken out of exhibit ${parent.exhibitRef}.`]),
    ...(parts.length === 0 ? [] : [`Taken out of it, with records of their own: ${named}.`]),
  ];
}

/** What the record rests on, in sentences. */
export function foundation({ position, last, hash, by, askedAt, timeline, pack }: CustodyRecord): readonly string[] {
  return [
    `As of position ${position} in the ledger, recorded ${atOnce(last.recordedAt)}. Anything recorded later is not in it.`,
    `The event at that position has the SHA-256 hash ${hash}.`,
    `${timeline.length} ${timeline.length === 1 ? 'entry' : 'entries'}, in the order in which they were recorded. Times are UK time.`,
    `Asked for by ${by.name} on ${atOnce(askedAt)}.`,
    ...(pack
      ? [
          `Part of a disclosure pack as of ${atOnce(pack.sealedAt)}. The code below holds its mark, the hash of its entries and its checkpoint: ${pack.mark}`,
          ...pack.reasons.map((reason, index) => `Reason ${index + 1} for withholding: ${reason}`),
        ]
      : []),
  ];
}

const plain = (...texts: readonly (string | null)[]): { text: string }[] =>
  texts.map((text) => ({ text: text ?? '–' }));
const when = (instant: string): { text: string }[] => {
  const { day, time } = wallClock(instant);
  return plain(day, time);
};

/** Widths in points; together what A4 across leaves between its margins. */
export const COLUMNS: readonly TableColumn<TimelineItem>[] = [
  { head: 'No.', width: 28, cell: (_, number) => plain(String(number)) },
  { head: 'Happened', width: 70, cell: ({ occurredAt }) => when(occurredAt) },
  { head: 'Recorded', width: 70, cell: ({ recordedAt }) => when(recordedAt) },
  {
    head: 'What',
    width: 205,
    cell: ({ label, summary, lateReason }) => [
      { text: label, bold: true },
      ...plain(summary),
      ...(lateReason === null ? [] : plain(`Recorded late: ${lateReason}`)),
    ],
  },
  { head: 'Who', width: 118, cell: ({ actor }) => plain(actor.name, `${actor.role}, ${actor.unit}`) },
  { head: 'Holder after', width: 88, cell: ({ holder }) => plain(holder?.name ?? null) },
  { head: 'Location', width: 88, cell: ({ location }) => plain(location) },
  { head: 'Seal', width: 68, cell: ({ sealNumber }) => plain(sealNumber) },
  { head: 'Late', width: 34, cell: ({ late }) => (late ? [{ text: 'LATE', bold: true }] : plain('no')) },
];
