import { ExhibitCommand, factsOf, type Facts } from '../kernel/command.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';
import { type Exhibit, type ExhibitHappened } from './exhibit.js';

/**
 * Somebody sees that something about the exhibit is not as recorded. An observation: never refused, in transit neither, and
 * an examination that is running stops until a supervisor has resolved it. Rule 2.
 */
export class RaiseDiscrepancy extends ExhibitCommand {
  /** 'seal', 'label', 'location': what it is about. */
  @IsText(60) kind!: string;
  @IsText(1000) detail!: string;
}

export const raiseDiscrepancy = anywhereDecision(RaiseDiscrepancy, (exhibit, command) =>
  raising(exhibit, factsOf(command)),
);

/** A discrepancy, and what follows from it. */
export const raising = (exhibit: Exhibit, facts: Facts<RaiseDiscrepancy>): readonly ExhibitHappened[] => [
  happened('DiscrepancyRaised', facts),
  ...pausing(exhibit, 'A discrepancy was raised'),
];

/** An examination that is running stops. */
export const pausing = ({ examination }: Exhibit, reason: string): readonly ExhibitHappened[] =>
  examination.is === 'started' ? [happened('ExaminationPaused', { reason })] : [];
