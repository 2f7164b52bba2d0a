import { type Happened } from '../kernel/catalogue.js';
import { correct, CorrectEntry, type Correctable } from '../kernel/correction.js';
import { refuse, type Decision } from '../kernel/decision.js';
import { type CaseFile } from './case-file.js';
import { caseEvents } from './events.js';
import { ExecuteWarrant } from './execute-warrant.js';
import { OpenCase } from './open-case.js';

export const correctableCaseEntries = {
  CaseOpened: { as: OpenCase, fields: ['operationName', 'force', 'unit', 'offenceTypes'] },
  WarrantExecuted: { as: ExecuteWarrant, fields: ['warrantRef', 'premises', 'units'] },
} satisfies Correctable;

/** Also of a case that is closed: what is wrong is put right whenever it is seen. */
export const correctCaseEntry: Decision<CaseFile, CorrectEntry, Happened<typeof caseEvents>, CaseFile> = {
  command: CorrectEntry,
  looksBack: true,
  decide: (file, command, by, setting) =>
    file.is === 'not opened'
      ? refuse('case-not-opened', 'No case with this id was opened.', file)
      : correct({ events: caseEvents, correctable: correctableCaseEntries }, file, command, by, setting),
};
