import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { type Person } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';
import { type Exhibit } from './exhibit.js';
import { raising } from './raise-discrepancy.js';

/**
 * Somebody saw the exhibit, or scanned its label. An observation: never refused. Seen by anybody but who is recorded to have it,
 * it may be in two places: both are kept, neither wins, and a supervisor finds out.
 */
export class ReportSighting extends ExhibitCommand {
  @IsText(200) location!: string;
}

export const reportSighting = anywhereDecision(ReportSighting, (exhibit, command, by) => {
  const sighted = happened('ExhibitSighted', factsOf(command));
  const recorded = elsewhere(exhibit, by);
  if (recorded === undefined) return [sighted];
  const detail = `Seen at ${command.location} by ${by.name}; recorded as ${recorded}`;
  return [sighted, ...raising(exhibit, { kind: 'two places', detail })];
});

/** Where it is recorded to be, unless the one who sees it is who has it. */
function elsewhere({ custody }: Exhibit, by: Person): string | undefined {
  switch (custody.is) {
    case 'not recorded':
    case 'detected':
      return undefined;
    case 'held':
      return custody.holder.id === by.id
        ? undefined
        : `held by ${custody.holder.name}${custody.location ? ` at ${custody.location}` : ''}`;
    case 'in transit':
      return custody.sender.id === by.id || custody.to === by.id ? undefined : `in transit from ${custody.sender.name}`;
    case 'returned':
    case 'destroyed':
      return custody.is;
  }
}
