import { type SuspectFacts } from '#custody';
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
export const outcomes = projection<Pick<SuspectFacts, 'ChargeBrought' | 'SentencePassed'>, typeof outcomeTable>({
  table: outcomeTable,
  version: 1,
  rowOf: suspectOf,
  blank: (suspect_id) => ({ suspect_id, unit: '', counted: [] }),
  on: {
    ChargeBrought: ({ counted }, { unit, offences }, { occurredAt: at }) => {
      const charges = offences.reduce((sum, { counts }) => sum + counts, 0);
      return { unit, counted: [...counted, { at, unit, charges, months: 0, sentences: 0 }] };
    },
    SentencePassed: ({ unit, counted }, { custodyMonths, suspended }, { occurredAt: at }) => ({
      counted: [...counted, { at, unit, charges: 0, months: suspended ? 0 : custodyMonths, sentences: 1 }],
    }),
  },
});
