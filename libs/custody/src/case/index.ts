import { assignOfficer } from './assign-officer.js';
import { closeCase } from './close-case.js';
import { executeWarrant } from './execute-warrant.js';
import { openCase } from './open-case.js';
import { removeOfficer } from './remove-officer.js';
import { setSensitivity } from './set-sensitivity.js';

/** The commands of a case, by the name they are routed and stored under. */
export const caseDecisions = {
  OpenCase: openCase,
  ExecuteWarrant: executeWarrant,
  AssignOfficer: assignOfficer,
  RemoveOfficer: removeOfficer,
  SetSensitivity: setSensitivity,
  CloseCase: closeCase,
};
export { caseAggregate, caseStream, type AssignedOfficer, type CaseFile } from './case-file.js';
export { correctCaseEntry, correctableCaseEntries } from './correct-entry.js';
export { caseErasure } from './erase.js';
export { caseEvents } from './events.js';
export { SENSITIVITIES } from './set-sensitivity.js';
