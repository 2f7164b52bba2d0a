import { type SuspectFacts } from '#custody';
import { projection } from '../kernel/projection.js';
import { json, maybe, moment, table, text, uuid, word, type RowOf } from '../kernel/table.js';
import { keep, suspectOf, type Kept } from '../kernel/told.js';
import { type SuspectView } from '../views.js';

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
    charges: json<SuspectView['charges']>(),
    remanded_to: maybe(text),
    plea: maybe(text),
    verdict: maybe(text),
    sentence: maybe(json<NonNullable<SuspectView['sentence']>>()),
  },
  key: 'suspect_id',
  indexes: { case: '(case_id)' },
});

export type SuspectRow = RowOf<typeof suspectTable>;

/** People arrested or summonsed, and what came of it. Plea, verdict and sentence are those of the latest prosecution. */
export const suspects = projection<SuspectFacts, typeof suspectTable>({
  table: suspectTable,
  version: 1,
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
    NoFurtherAction: () => released('no further action'),
    ChargeBrought: (row, { offences }, { occurredAt }) => ({
      ...(isOver(row) ? { remanded_to: null, plea: null, verdict: null, sentence: null } : {}),
      bail: null,
      status: row.remanded_to !== null && !isOver(row) ? 'remanded' : 'charged',
      charges: [...row.charges, ...offences.map((offence) => ({ ...offence, at: occurredAt }))],
    }),
    RemandedInCustody: (_row, { court }) => ({ status: 'remanded', remanded_to: court, bail: null }),
    PleaEntered: (_row, { plea }) => (plea === 'guilty' ? { plea, status: 'convicted' } : { plea }),
    VerdictReturned: (_row, { verdict }) =>
      verdict === 'guilty' ? { verdict, status: 'convicted' } : { verdict, status: 'acquitted', remanded_to: null },
    SentencePassed: (_row, { custodyMonths, suspended, orders, court }, { occurredAt }) => ({
      status: 'sentenced',
      remanded_to: null,
      sentence: { custodyMonths, suspended, orders, court, at: occurredAt },
    }),
  },
});

const released = (status: SuspectView['status'], bail: SuspectRow['bail'] = null) => ({ status, bail });

/** After a sentence or an acquittal, a further charge is another prosecution. */
const isOver = ({ sentence, verdict }: Readonly<SuspectRow>): boolean => sentence !== null || verdict === 'not-guilty';
