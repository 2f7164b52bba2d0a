import { CaseCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText, IsTextList } from '../kernel/fields.js';
import { caseDecision } from './case-file.js';
import { caseHappened } from './events.js';

/** An investigation begins: the file that everything seized in it is booked under. */
export class OpenCase extends CaseCommand {
  @IsText(100) operationName!: string;
  @IsText(100) force!: string;
  @IsText(100) unit!: string;
  @IsTextList() offenceTypes!: string[];
}

export const openCase = caseDecision(OpenCase, (file, command) =>
  file.is === 'not opened'
    ? [caseHappened('CaseOpened', factsOf(command))]
    : refuse('case-already-opened', 'This case was opened before.', file),
);
