import { type CaseFacts, type Correction } from '#custody';
import { erasureChanges } from '../erasures/erasures.js';
import { projection } from '../kernel/projection.js';
import { json, maybe, moment, table, text, uuid, word, type RowOf } from '../kernel/table.js';
import { caseOf } from '../kernel/told.js';
import { CASE_TEXT } from '../search/words.js';
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
    warrants: json<readonly (CaseView['warrants'][number] & { readonly event: string })[]>(),
    closed_reason: maybe(text),
    sensitivity: text,
    officers: json<readonly { readonly officerId: string; readonly role: string }[]>(),
    corrected: json<readonly string[]>(),
    erasures: maybe(json<CaseView['erasures']>()),
  },
  key: 'case_id',
  indexes: { opened: '(opened_at, case_id)', text: `USING gin (${CASE_TEXT} gin_trgm_ops)` },
});

export type CaseRow = RowOf<typeof caseTable>;

export const cases = projection<CaseFacts, typeof caseTable>({
  table: caseTable,
  version: 2,
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
    closed_reason: null,
    sensitivity: 'standard',
    officers: [],
    corrected: [],
    erasures: null,
  }),
  on: {
    CaseOpened: (_row, { operationName, force, unit, offenceTypes }, { occurredAt }) => ({
      ...{ operation_name: operationName, force, unit, offence_types: offenceTypes, opened_at: occurredAt },
    }),
    WarrantExecuted: ({ warrants }, { warrantRef, units }, { id, occurredAt }) => ({
      warrants: [...warrants, { event: id, warrantRef, at: occurredAt, units }],
    }),
    OfficerAssigned: ({ officers }, { officerId, role }) => ({ officers: [...officers, { officerId, role }] }),
    OfficerRemoved: ({ officers }, { officerId }) => ({
      officers: officers.filter((officer) => officer.officerId !== officerId),
    }),
    SensitivitySet: (_row, { level }) => ({ sensitivity: level }),
    CaseClosed: (_row, { reason }) => ({ status: 'closed', closed_reason: reason }),
    ...erasureChanges<CaseRow>(
      ({ erasures }) => erasures ?? [],
      (erasures) => ({ erasures }),
    ),
    EntryCorrected: (row, correction) => ({
      ...corrections(row, correction),
      corrected: [...new Set([...row.corrected, correction.field])],
    }),
  },
});

const COLUMNS: Readonly<Record<string, keyof CaseRow>> = {
  operationName: 'operation_name',
  force: 'force',
  unit: 'unit',
  offenceTypes: 'offence_types',
  occurredAt: 'opened_at',
};

function corrections(row: Readonly<CaseRow>, { correctsEventId, entryType, field, now }: Correction): Partial<CaseRow> {
  if (entryType === 'CaseOpened') {
    const column = COLUMNS[field];
    return column ? { [column]: now } : {};
  }
  const name = field === 'occurredAt' ? 'at' : field;
  return {
    warrants: row.warrants.map((warrant) =>
      warrant.event === correctsEventId && name in warrant ? { ...warrant, [name]: now } : warrant,
    ),
  };
}
