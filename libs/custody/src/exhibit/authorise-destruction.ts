import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { presentDecision } from './exhibit-decision.js';

/**
 * It may be destroyed, by somebody else: what is for good takes two people. Good until a hold is put on it; given anew, the last
 * counts.
 */
export class AuthoriseDestruction extends ExhibitCommand {
  @IsText(500) reason!: string;
  /** By what order, policy or Act. */
  @IsText(200) authority!: string;
}

export const authoriseDestruction = presentDecision(AuthoriseDestruction, (_exhibit, command) => [
  happened('DestructionAuthorised', factsOf(command)),
]);
