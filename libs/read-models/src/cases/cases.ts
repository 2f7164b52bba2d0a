import { type CaseFacts } from '#custody';
import { projection } from '../kernel/projection.js';
import { json, moment, table, text, uuid, word, type RowOf } from '../kernel/table.js';
import { caseOf } from '../kernel/told.js';
import { type CaseView } from '../views.js';

const caseTable = table({
  name: 'cases',
  columns: {
    case_id: uuid,
    operation_name: text,
    force: text,
    unit: text,
    offence_types: json<readonly string[]>(),
    status: word<CaseView['status']>(),
    opened_at: moment,
    warrants: json<CaseView['warrants']>(),
  },
  key: 'case_id',
  indexes: { opened: '(opened_at, case_id)' },
});

export type CaseRow = RowOf<typeof caseTable>;

export const cases = projection<CaseFacts, typeof caseTable>({
  table: caseTable,
  version: 1,
  rowOf: caseOf,
  blank: (case_id, { occurredAt }) => ({
    case_id,
    operation_name: '',
    force: '',
    unit: '',
    offence_types: [],
    status: 'open',
    opened_at: occurredAt,
    warrants: [],
  }),
  on: {
    CaseOpened: (_row, { operationName, force, unit, offenceTypes }, { occurredAt }) => ({
      ...{ operation_name: operationName, force, unit, offence_types: offenceTypes, opened_at: occurredAt },
    }),
    WarrantExecuted: ({ warrants }, { warrantRef, units }, { occurredAt }) => ({
      warrants: [...warrants, { warrantRef, at: occurredAt, units }],
    }),
    OfficerAssigned: () => ({}),
    OfficerRemoved: () => ({}),
    SensitivitySet: () => ({}),
    CaseClosed: () => ({ status: 'closed' }),
  },
});
