import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { examinationDecision } from './bench.js';
import { happened } from './events.js';

/** Work stops for a while: the exhibit may be sealed again and put away. */
export class PauseExamination extends ExhibitCommand {
  @IsText(500) reason!: string;
}

export const pauseExamination = examinationDecision(PauseExamination, (open, command, { exhibit }) =>
  open.is === 'paused'
    ? refuse('examination-paused', `The examination is paused already: ${open.reason}`, exhibit)
    : [happened('ExaminationPaused', factsOf(command))],
);
