import { evolveErasures, type Erasures } from '../erasure/index.js';
import { aggregate } from '../kernel/aggregate.js';
import { type Command } from '../kernel/command.js';
import { type Decision } from '../kernel/decision.js';
import { type Happened } from '../kernel/catalogue.js';
import { caseEvents, type CaseFacts } from './events.js';

export interface AssignedOfficer {
  readonly officerId: string;
  readonly role: string;
}

interface Opened {
  readonly operationName: string;
  readonly unit: string;
  readonly openedBy: string;
  readonly officers: readonly AssignedOfficer[];
  readonly sensitivity: string;
  readonly erasures?: Erasures;
}

export type CaseFile =
  | { readonly is: 'not opened'; readonly erasures?: undefined }
  | ({ readonly is: 'open' } & Opened)
  | ({ readonly is: 'closed'; readonly reason: string } & Opened);

export const caseStream = ({ caseId }: Pick<Command, 'caseId'>): string => `case-${caseId}`;

const amended = (file: CaseFile, amend: (opened: Opened) => Partial<Opened>): CaseFile =>
  file.is === 'not opened' ? file : { ...file, ...amend(file) };

export const caseAggregate = aggregate<CaseFile, CaseFacts>('case', caseEvents, () => ({ is: 'not opened' }), {
  CaseOpened: (_file, { operationName, unit }, { by }) => ({
    is: 'open',
    operationName,
    unit,
    openedBy: by.id,
    officers: [],
    sensitivity: 'standard',
  }),
  WarrantExecuted: (file) => file,
  OfficerAssigned: (file, { officerId, role }) =>
    amended(file, ({ officers }) => ({ officers: [...officers, { officerId, role }] })),
  OfficerRemoved: (file, { officerId }) =>
    amended(file, ({ officers }) => ({ officers: officers.filter((officer) => officer.officerId !== officerId) })),
  SensitivitySet: (file, { level }) => amended(file, () => ({ sensitivity: level })),
  // Its corrected entry was folded as corrected.
  EntryCorrected: (file) => file,
  ErasureRequested: (file, facts, at) => amended(file, (opened) => evolveErasures.ErasureRequested(opened, facts, at)),
  ErasureDeclined: (file, facts) => amended(file, (opened) => evolveErasures.ErasureDeclined(opened, facts)),
  PersonalDataErased: (file, facts) => amended(file, (opened) => evolveErasures.PersonalDataErased(opened, facts)),
  CaseClosed: (file, { reason }) => (file.is === 'not opened' ? file : { ...file, is: 'closed', reason }),
});

export const caseDecision = <C extends Command>(
  command: new () => C,
  decide: Decision<CaseFile, C, Happened<typeof caseEvents>, CaseFile>['decide'],
): Decision<CaseFile, C, Happened<typeof caseEvents>, CaseFile> => ({ command, decide });
