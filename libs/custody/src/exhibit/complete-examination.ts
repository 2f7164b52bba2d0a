import { IsBoolean, IsOptional } from 'class-validator';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { examinationDecision } from './bench.js';
import { happened } from './events.js';

/**
 * The examiner says what came of it. Allowed while paused, because the work ends on the image long after the exhibit is back
 * in its bag; not while anything about the exhibit is in doubt. An examination that got nothing ends too: findings say so.
 */
export class CompleteExamination extends ExhibitCommand {
  @IsText(5000) summary!: string;
  @IsText(2000) findings!: string;
  /** Indecent images of children were found: the device is never returned (Protection of Children Act 1978 Sch.). */
  @IsOptional() @IsBoolean() indecentImages?: boolean;
}

export const completeExamination = examinationDecision(CompleteExamination, (_open, command, { exhibit }) => {
  const [discrepancy] = exhibit.discrepancies;
  if (discrepancy) return refuse('discrepancy-open', `Not resolved yet: ${discrepancy.detail}`, exhibit);
  return [happened('ExaminationCompleted', factsOf(command))];
});
