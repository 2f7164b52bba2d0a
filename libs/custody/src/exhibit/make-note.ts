import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';

/** A contemporaneous note. An observation: taken whatever state the exhibit is in. */
export class MakeNote extends ExhibitCommand {
  @IsText(5000) text!: string;
}

export const makeNote = anywhereDecision(MakeNote, (_exhibit, command) => [
  happened('ExaminerNoteMade', factsOf(command)),
]);
