import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';

/**
 * Somebody sees that something about the exhibit is not as recorded. An observation: never refused, in transit neither, and
 * an examination that is running stops until a supervisor has resolved it. Rule 2.
 */
export class RaiseDiscrepancy extends ExhibitCommand {
  /** 'seal', 'label', 'location': what it is about. */
  @IsText(60) kind!: string;
  @IsText(1000) detail!: string;
}

export const raiseDiscrepancy = anywhereDecision(RaiseDiscrepancy, ({ examination }, command) => {
  const raised = happened('DiscrepancyRaised', factsOf(command));
  if (examination.is !== 'started') return [raised];
  return [raised, happened('ExaminationPaused', { reason: 'A discrepancy was raised' })];
});
