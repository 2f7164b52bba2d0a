import { CaseCommand, factsOf } from '../kernel/command.js';
import { IsText } from '../kernel/fields.js';
import { caseHappened } from './events.js';
import { openCaseDecision } from './unless-open.js';

/** The investigation ends: nothing new is booked under it, what it holds can still be moved and returned. */
export class CloseCase extends CaseCommand {
  @IsText(500) reason!: string;
}

export const closeCase = openCaseDecision(CloseCase, (_file, command) => [
  caseHappened('CaseClosed', factsOf(command)),
]);
