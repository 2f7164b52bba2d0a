import { type Correction, type SuspectFacts } from '#custody';
import { projection } from '../kernel/projection.js';
import { json, table, text, uuid, type RowOf } from '../kernel/table.js';
import { suspectOf } from '../kernel/told.js';

/** What is counted, when and for whom. Months are of prison; a suspended sentence has none. */
export interface Counted {
  readonly at: string;
  readonly unit: string;
  readonly charges: number;
  readonly months: number;
  readonly sentences: number;
  /** Of a charge. */
  readonly offences?: readonly { readonly description: string; readonly counts: number }[];
  /** Of a sentence, where it was said: the description of the offence that it is counted under. */
  readonly principal?: string;
  /** The event that it is counted for. */
  readonly event: string;
  /** Of a sentence, as it was passed. */
  readonly passed?: { readonly custodyMonths: number; readonly suspended: boolean };
}

const outcomeTable = table({
  name: 'outcomes',
  columns: {
    suspect_id: uuid,
    unit: text,
    counted: json<readonly Counted[]>(),
  },
  key: 'suspect_id',
  indexes: {},
});

export type OutcomeRow = RowOf<typeof outcomeTable>;

/**
 * Charges and sentences by suspect, so that what is corrected or passed anew is counted once. A sentence counts for the unit that
 * brought the charge.
 */
export const outcomes = projection<
  Pick<SuspectFacts, 'ChargeBrought' | 'SentencePassed' | 'EntryCorrected'>,
  typeof outcomeTable
>({
  table: outcomeTable,
  version: 3,
  rowOf: suspectOf,
  blank: (suspect_id) => ({ suspect_id, unit: '', counted: [] }),
  on: {
    ChargeBrought: ({ counted }, { unit, offences }, { id, occurredAt: at }) => ({
      unit,
      counted: [...counted, { at, unit, ...countsOf(offences), months: 0, sentences: 0, event: id }],
    }),
    SentencePassed: ({ unit, counted }, { custodyMonths, suspended, principalOffence }, { id, occurredAt: at }) => {
      const passed = { custodyMonths, suspended };
      const principal = principalOffence === undefined ? {} : { principal: principalOffence };
      const sentence = { at, unit, charges: 0, months: monthsOf(passed), sentences: 1, event: id, passed };
      return { counted: [...counted, { ...sentence, ...principal }] };
    },
    EntryCorrected: ({ unit, counted }, correction) => {
      const { entryType, field, correctsEventId, was, now } = correction;
      const corrected = counted.map((one) => corrections(one, correction));
      if (entryType !== 'ChargeBrought' || field !== 'unit') return { counted: corrected };
      // Sentences count for the unit of the charge before them.
      const from = counted.findIndex(({ event }) => event === correctsEventId);
      const moved = corrected.map((one, at) =>
        at > from && one.passed && one.unit === was ? { ...one, unit: String(now) } : one,
      );
      return { unit: unit === was ? String(now) : unit, counted: moved };
    },
  },
});

type Offences = SuspectFacts['ChargeBrought']['offences'];
const countsOf = (offences: Offences): Pick<Counted, 'charges' | 'offences'> => ({
  charges: offences.reduce((sum, { counts }) => sum + counts, 0),
  offences: offences.map(({ description, counts }) => ({ description, counts })),
});

const monthsOf = ({ custodyMonths, suspended }: NonNullable<Counted['passed']>): number =>
  suspended ? 0 : custodyMonths;

/** What was counted for the corrected event, counted as it should have been: once. */
function corrections(one: Counted, { correctsEventId, field, now }: Correction): Counted {
  if (one.event !== correctsEventId) return one;
  if (field === 'occurredAt') return { ...one, at: String(now) };
  if (field === 'offences') return { ...one, ...countsOf(now as Offences) };
  if (field === 'unit') return { ...one, unit: String(now) };
  if (field === 'principalOffence') return { ...one, principal: String(now) };
  if (!one.passed || !(field in one.passed)) return one;
  const passed = { ...one.passed, [field]: now };
  return { ...one, passed, months: monthsOf(passed) };
}
