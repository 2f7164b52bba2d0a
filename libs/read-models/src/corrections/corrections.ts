import { type StoredFacts } from '#custody';
import { projection } from '../kernel/projection.js';
import { moment, table, text, uuid, type RowOf } from '../kernel/table.js';

const correctionTable = table({
  name: 'corrections',
  columns: { event_id: uuid, corrects: uuid, field: text, recorded_at: moment },
  key: 'event_id',
  indexes: { corrected: '(corrects)' },
});

export type CorrectionRow = RowOf<typeof correctionTable>;

/** Which entries were corrected, and by which: a timeline shows both, each naming the other. They are few. */
export const corrections = projection<Pick<StoredFacts, 'EntryCorrected'>, typeof correctionTable>({
  table: correctionTable,
  version: 1,
  rowOf: ({ id }) => id,
  blank: (event_id, { recordedAt }) => ({ event_id, corrects: event_id, field: '', recorded_at: recordedAt }),
  on: { EntryCorrected: (_row, { correctsEventId, field }) => ({ corrects: correctsEventId, field }) },
});
