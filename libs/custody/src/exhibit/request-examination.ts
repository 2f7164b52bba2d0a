import { unlessOpen } from '../case/unless-open.js';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsDay, IsText, IsWholeNumber } from '../kernel/fields.js';
import { happened } from './events.js';
import { exhibitDecision } from './exhibit-decision.js';

/** Somebody on the case asks the lab questions that the exhibit may answer. */
export class RequestExamination extends ExhibitCommand {
  /** 1 is the most urgent. */
  @IsWholeNumber(1, 4) priority!: number;
  @IsText(2000) questions!: string;
  @IsDay() dueBy!: string;
}

export const requestExamination = exhibitDecision(RequestExamination, (exhibit, command, _by, { theCase }) => {
  const { custody, examination } = exhibit;
  if (custody.is !== 'held') return refuse('not-held', `An exhibit that is ${custody.is} cannot be examined.`, exhibit);
  if (examination.is === 'requested')
    return refuse('already-requested', 'An examination of it is requested already.', exhibit);
  if (examination.is === 'started' || examination.is === 'paused')
    return refuse('examination-open', 'An examination of it is going on.', exhibit);
  return unlessOpen(theCase) ?? [happened('ExaminationRequested', factsOf(command))];
});
