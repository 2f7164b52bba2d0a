import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsId, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';

/** One device was recorded twice: both records stay, and each names the other. Can be undone. */
export class LinkAsSame extends ExhibitCommand {
  /** Id of the other exhibit. */
  @IsId() sameAs!: string;
  @IsText(500) reason!: string;
}

export const linkAsSame = anywhereDecision(LinkAsSame, (exhibit, command) => {
  if (command.sameAs === command.exhibitId)
    return refuse('same-as-itself', 'The other must be another record.', exhibit);
  if (exhibit.sameAs.includes(command.sameAs))
    return refuse('already-linked', 'The two are linked as the same already.', exhibit);
  return [happened('ExhibitsLinkedAsSame', factsOf(command))];
});

/** They were two devices after all. */
export class UndoLink extends ExhibitCommand {
  @IsId() sameAs!: string;
  @IsText(500) reason!: string;
}

export const undoLink = anywhereDecision(UndoLink, (exhibit, command) =>
  exhibit.sameAs.includes(command.sameAs)
    ? [happened('LinkUndone', factsOf(command))]
    : refuse('not-linked', 'The two are not linked as the same.', exhibit),
);
