import { CaseCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsPersonId } from '../kernel/fields.js';
import { caseHappened } from './events.js';
import { openCaseDecision } from './unless-open.js';

/** Somebody has no part in the case any more, whatever parts they had. */
export class RemoveOfficer extends CaseCommand {
  @IsPersonId() officerId!: string;
}

export const removeOfficer = openCaseDecision(RemoveOfficer, (file, command) => {
  if (!file.officers.some(({ officerId }) => officerId === command.officerId))
    return refuse('not-assigned', `Officer ${command.officerId} has no part in this case.`, file);
  return [caseHappened('OfficerRemoved', factsOf(command))];
});
