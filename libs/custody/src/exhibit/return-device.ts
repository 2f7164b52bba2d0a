import { IsOptional } from 'class-validator';
import { factsOf, ExhibitCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsId, IsText } from '../kernel/fields.js';
import { disposalDecision } from './disposal.js';
import { happened } from './events.js';
import { ownersOf } from './owners.js';

/** The device is given back. Final. Rule 6. */
export class ReturnDevice extends ExhibitCommand {
  @IsText(200) to!: string;
  /** The suspect, when it goes back to one: their erasure then covers this too. */
  @IsOptional() @IsId() toPersonId?: string;
  @IsText(200) authority!: string;
  /** How who received it showed who they are. */
  @IsOptional() @IsText(200) identityCheck?: string;
  /** Who saw it, where the receiver does not sign. */
  @IsOptional() @IsText(200) witness?: string;
}

export const returnDevice = disposalDecision(ReturnDevice, (exhibit, command) => {
  if (exhibit.indecentImages)
    return refuse('indecent-images', 'What holds indecent images of children is never returned.', exhibit);
  // Police (Property) Act 1897: a court says whose it is.
  if (ownersOf(exhibit).length > 1)
    return refuse('ownership-disputed', 'Several people say that it is theirs: that is settled first.', exhibit);
  return [happened('DeviceReturned', factsOf(command))];
});
