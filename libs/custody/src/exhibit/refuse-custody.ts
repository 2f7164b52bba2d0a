import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';

/**
 * The addressee does not take the exhibit: the sender holds it again. A supervisor may stand in here too, or what nobody
 * receives would be in transit for ever. Rule 1.
 */
export class RefuseCustody extends ExhibitCommand {
  @IsText(500) reason!: string;
}

export const refuseCustody = anywhereDecision(RefuseCustody, (exhibit, command, by) => {
  const transfer = exhibit.custody;
  if (transfer.is !== 'in transit') return refuse('not-in-transit', 'Nobody has handed this exhibit over.', exhibit);
  if (transfer.to !== by.id && by.role !== 'supervisor')
    return refuse('not-the-addressee', `It was handed to ${transfer.to}.`, exhibit);
  return [happened('CustodyRefused', factsOf(command))];
});
