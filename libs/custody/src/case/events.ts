import { erasureEvents } from '../erasure/index.js';
import { event, happening, type StoredFactsOf } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { entryCorrected } from '../kernel/correction.js';
import { listed } from '../kernel/words.js';
import { type AssignOfficer } from './assign-officer.js';
import { type CloseCase } from './close-case.js';
import { type ExecuteWarrant } from './execute-warrant.js';
import { type OpenCase } from './open-case.js';
import { type RemoveOfficer } from './remove-officer.js';
import { type SetSensitivity } from './set-sensitivity.js';

/** The data subject of where the warrants of a case were executed. */
export const premisesOf = ({ stream }: { readonly stream: string }): string => `${stream}/premises`;

export const caseEvents = {
  CaseOpened: event<Facts<OpenCase>>()({
    label: 'Case opened',
    says: ({ operationName, unit, offenceTypes }) =>
      `Operation ${operationName} opened by ${unit}: ${listed(offenceTypes)}`,
  }),
  WarrantExecuted: event<Facts<ExecuteWarrant>>()({
    label: 'Warrant executed',
    says: ({ warrantRef, premises, units }) => `Warrant ${warrantRef} executed at ${premises} by ${listed(units)}`,
    personal: { premises: (_facts, ids) => premisesOf(ids) },
  }),
  OfficerAssigned: event<Facts<AssignOfficer>>()({
    label: 'Officer assigned',
    says: ({ officerId, role }, nameOf) => `${nameOf(officerId)} assigned as ${role}`,
  }),
  OfficerRemoved: event<Facts<RemoveOfficer>>()({
    label: 'Officer removed',
    says: ({ officerId }, nameOf) => `${nameOf(officerId)} removed from the case`,
  }),
  SensitivitySet: event<Facts<SetSensitivity>>()({
    label: 'Sensitivity set',
    says: ({ level, reason }) => `Sensitivity of the case set to ${level}: ${reason}`,
  }),
  CaseClosed: event<Facts<CloseCase>>()({
    label: 'Case closed',
    says: ({ reason }) => `Case closed: ${reason}`,
  }),
  EntryCorrected: entryCorrected(),
  ...erasureEvents,
};

export type CaseFacts = { [T in keyof typeof caseEvents]: StoredFactsOf<(typeof caseEvents)[T]> };
export const caseHappened = happening<typeof caseEvents>();
