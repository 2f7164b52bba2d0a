import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { holderDecision } from './exhibit-decision.js';

/** The holder puts it somewhere: a shelf, a safe, a bench. */
export class StoreExhibit extends ExhibitCommand {
  @IsText(200) location!: string;
}

export const storeExhibit = holderDecision(StoreExhibit, (_exhibit, command) => [
  happened('StoredAt', factsOf(command)),
]);
