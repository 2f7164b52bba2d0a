import { unlessOpen } from '../case/unless-open.js';
import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsDay, IsText, IsTextList } from '../kernel/fields.js';
import { happened } from './events.js';
import { firstDecision } from './suspect.js';

/** A person is arrested. The clocks of bail run from the day after. */
export class ArrestPerson extends SuspectCommand {
  @IsText(200) name!: string;
  @IsDay() dateOfBirth!: string;
  @IsTextList() suspectedOf!: string[];
}

export const arrestPerson = firstDecision(ArrestPerson, (suspect, command, _by, { theCase }) => {
  if (suspect.arrestedAt !== undefined)
    return refuse(
      'already-arrested',
      'This arrest is recorded; another one is recorded under an id of its own.',
      suspect,
    );
  return unlessOpen(theCase) ?? [happened('PersonArrested', factsOf(command))];
});
