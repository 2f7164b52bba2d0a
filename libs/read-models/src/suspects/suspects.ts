import { type Correction, type SuspectFacts, type Trial } from '#custody';
import { erasureChanges } from '../erasures/erasures.js';
import { projection } from '../kernel/projection.js';
import { json, maybe, moment, table, text, uuid, word, type RowOf } from '../kernel/table.js';
import { keep, suspectOf, type Kept, type Told } from '../kernel/told.js';
import { type SuspectView } from '../views.js';

/** The event that told it. */
interface ToldBy {
  readonly event: string;
}

/** Moments that statutory clocks run from. */
interface Dates {
  /** The first remand of the prosecution. */
  readonly remandedAt?: string;
  readonly triedAs?: Trial;
  readonly convictedAt?: string;
  /** Acquitted, or no further action is taken. */
  readonly clearedAt?: string;
}

const suspectTable = table({
  name: 'suspects',
  columns: {
    suspect_id: uuid,
    case_id: uuid,
    name: maybe(json<Kept>()),
    date_of_birth: maybe(json<Kept>()),
    status: word<SuspectView['status']>(),
    suspected_of: json<readonly string[]>(),
    arrested_at: maybe(moment),
    bail: maybe(json<Pick<NonNullable<SuspectView['bail']>, 'conditions' | 'until'>>()),
    charges: json<readonly (SuspectView['charges'][number] & ToldBy)[]>(),
    remanded_to: maybe(text),
    plea: maybe(text),
    verdict: maybe(text),
    sentence: maybe(json<NonNullable<SuspectView['sentence']> & ToldBy>()),
    dates: json<Dates>(),
    corrected: json<readonly string[]>(),
    erasures: maybe(json<SuspectView['erasures']>()),
  },
  key: 'suspect_id',
  indexes: { case: '(case_id)' },
});

export type SuspectRow = RowOf<typeof suspectTable>;

/** People arrested or summonsed, and what came of it. Plea, verdict and sentence are those of the latest prosecution. */
export const suspects = projection<SuspectFacts, typeof suspectTable>({
  table: suspectTable,
  version: 3,
  rowOf: suspectOf,
  blank: (suspect_id, { caseId }) => ({
    suspect_id,
    case_id: caseId,
    name: null,
    date_of_birth: null,
    status: 'arrested',
    suspected_of: [],
    arrested_at: null,
    bail: null,
    charges: [],
    remanded_to: null,
    plea: null,
    verdict: null,
    sentence: null,
    dates: {},
    corrected: [],
    erasures: null,
  }),
  on: {
    PersonArrested: (_row, { suspectedOf }, event) => ({
      name: keep(event, 'name'),
      date_of_birth: keep(event, 'dateOfBirth'),
      suspected_of: suspectedOf,
      arrested_at: event.occurredAt,
    }),
    BailGranted: (_row, { conditions, until }) => released('on bail', { conditions, until }),
    BailExtended: ({ bail }, { until }) => ({ bail: bail && { ...bail, until } }),
    ReleasedUnderInvestigation: () => released('under investigation'),
    NoFurtherAction: (_row, _facts, { occurredAt }) => ({
      ...released('no further action'),
      dates: { clearedAt: occurredAt },
    }),
    ChargeBrought: (row, { offences }, { id, occurredAt }) => ({
      ...(isOver(row) ? { remanded_to: null, plea: null, verdict: null, sentence: null } : {}),
      ...(isOver(row) || row.dates.clearedAt !== undefined ? { dates: {} } : {}),
      bail: null,
      status: row.remanded_to !== null && !isOver(row) ? 'remanded' : 'charged',
      charges: [...row.charges, ...offences.map((offence) => ({ ...offence, at: occurredAt, event: id }))],
    }),
    RemandedInCustody: ({ dates }, { court, triedAs = dates.triedAs }, { occurredAt }) => ({
      ...{ status: 'remanded', remanded_to: court, bail: null },
      dates: { remandedAt: occurredAt, ...dates, ...(triedAs ? { triedAs } : {}) },
    }),
    PleaEntered: ({ dates, verdict }, { plea }, { occurredAt }) => {
      if (plea === 'guilty') return { plea, status: 'convicted', dates: { ...dates, convictedAt: occurredAt } };
      const { convictedAt, ...rest } = dates;
      return { plea, ...(convictedAt === undefined || verdict === 'guilty' ? {} : { dates: rest }) };
    },
    VerdictReturned: ({ dates }, { verdict }, { occurredAt }) =>
      verdict === 'guilty'
        ? { verdict, status: 'convicted', dates: { ...dates, convictedAt: occurredAt } }
        : { verdict, status: 'acquitted', remanded_to: null, dates: { ...dates, clearedAt: occurredAt } },
    SentencePassed: (_row, { custodyMonths, suspended, orders, court, principalOffence }, { id, occurredAt }) => ({
      status: 'sentenced',
      remanded_to: null,
      sentence: {
        ...{ custodyMonths, suspended, orders, court },
        ...{ principalOffence: principalOffence ?? null, at: occurredAt, event: id },
      },
    }),
    ...erasureChanges<SuspectRow>(
      ({ erasures }) => erasures ?? [],
      (erasures) => ({ erasures }),
    ),
    EntryCorrected: (row, correction, event) => {
      const now = corrections(row, correction, event);
      const field = NAMED[correction.field] ?? correction.field;
      return now ? { ...now, corrected: [...new Set([...row.corrected, field])] } : {};
    },
  },
});

const released = (status: SuspectView['status'], bail: SuspectRow['bail'] = null) => ({ status, bail });

/** After a sentence or an acquittal, a further charge is another prosecution. */
const isOver = ({ sentence, verdict }: Readonly<SuspectRow>): boolean => sentence !== null || verdict === 'not-guilty';

/** What the view calls a field that an entry calls otherwise. */
const NAMED: Readonly<Record<string, string>> = {
  offences: 'charges',
  conditions: 'bail',
  until: 'bail',
  occurredAt: 'arrestedAt',
  court: 'sentence',
  custodyMonths: 'sentence',
  suspended: 'sentence',
  orders: 'sentence',
  principalOffence: 'sentence',
};

/** Undefined where the corrected entry is no longer what the row shows. */
function corrections(
  row: Readonly<SuspectRow>,
  { correctsEventId: of, entryType, field, now }: Correction,
  event: Told,
): Partial<SuspectRow> | undefined {
  switch (`${entryType}.${field}`) {
    case 'PersonArrested.name':
      return { name: keep(event, 'now') };
    case 'PersonArrested.dateOfBirth':
      return { date_of_birth: keep(event, 'now') };
    case 'PersonArrested.suspectedOf':
      return { suspected_of: now as readonly string[] };
    case 'PersonArrested.occurredAt':
      return { arrested_at: String(now) };
    case 'BailGranted.conditions':
    case 'BailGranted.until':
      return row.bail ? { bail: { ...row.bail, [field]: now } } : undefined;
    case 'ChargeBrought.offences':
      return { charges: row.charges.flatMap(withOffences(of, now as SuspectFacts['ChargeBrought']['offences'])) };
    case 'RemandedInCustody.court':
      return row.remanded_to === null ? undefined : { remanded_to: String(now) };
    case 'RemandedInCustody.triedAs':
      return { dates: { ...row.dates, triedAs: now as Trial } };
    default:
      return entryType === 'SentencePassed' && row.sentence?.event === of && field in row.sentence
        ? { sentence: { ...row.sentence, [field]: now } }
        : undefined;
  }
}

/** The first offence of the corrected charge gives its place to all that it should have said. */
const withOffences =
  (of: string, offences: SuspectFacts['ChargeBrought']['offences']) =>
  (charge: SuspectRow['charges'][number], index: number, all: SuspectRow['charges']): SuspectRow['charges'] => {
    if (charge.event !== of) return [charge];
    const isFirst = all.findIndex(({ event }) => event === of) === index;
    return isFirst ? offences.map((offence) => ({ ...offence, at: charge.at, event: of })) : [];
  };
