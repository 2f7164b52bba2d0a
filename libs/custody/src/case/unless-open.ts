import { type Happened } from '../kernel/catalogue.js';
import { type Command } from '../kernel/command.js';
import { refuse, type Decision, type Outcome, type Person, type Refusal } from '../kernel/decision.js';
import { caseDecision, type CaseFile } from './case-file.js';
import { type caseEvents } from './events.js';

type OpenFile = Extract<CaseFile, { is: 'open' }>;

/** Nothing new is booked under a case that was never opened, or is closed. */
export const unlessOpen = (file: CaseFile): Refusal | undefined => (file.is === 'open' ? undefined : notOpen(file));

/** A rule of a case that is open. */
export const openCaseDecision = <C extends Command>(
  command: new () => C,
  decide: (file: OpenFile, command: C, by: Person) => Outcome<Happened<typeof caseEvents>>,
): Decision<CaseFile, C, Happened<typeof caseEvents>, CaseFile> =>
  caseDecision(command, (file, given, by) => (file.is === 'open' ? decide(file, given, by) : notOpen(file)));

function notOpen(file: Exclude<CaseFile, OpenFile>): Refusal {
  switch (file.is) {
    case 'not opened':
      return refuse('case-not-opened', 'No case with this id was opened.', file);
    case 'closed':
      return refuse('case-closed', `This case was closed: ${file.reason}`, file);
  }
}
