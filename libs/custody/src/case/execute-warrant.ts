import { CaseCommand, factsOf } from '../kernel/command.js';
import { IsText, IsTextList } from '../kernel/fields.js';
import { caseHappened } from './events.js';
import { openCaseDecision } from './unless-open.js';

/** Officers of one or several units enter under a warrant. */
export class ExecuteWarrant extends CaseCommand {
  @IsText(60) warrantRef!: string;
  @IsText(300) premises!: string;
  @IsTextList() units!: string[];
}

export const executeWarrant = openCaseDecision(ExecuteWarrant, (_file, command) => [
  caseHappened('WarrantExecuted', factsOf(command)),
]);
