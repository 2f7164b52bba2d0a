import { CaseCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsPersonId, IsText } from '../kernel/fields.js';
import { caseHappened } from './events.js';
import { openCaseDecision } from './unless-open.js';

/** Somebody is given a part in the case, such as officer in the case or disclosure officer. */
export class AssignOfficer extends CaseCommand {
  @IsPersonId() officerId!: string;
  @IsText(60) role!: string;
}

export const assignOfficer = openCaseDecision(AssignOfficer, (file, command) => {
  if (file.officers.some(({ officerId, role }) => officerId === command.officerId && role === command.role))
    return refuse('already-assigned', `Officer ${command.officerId} is ${command.role} in this case already.`, file);
  return [caseHappened('OfficerAssigned', factsOf(command))];
});
