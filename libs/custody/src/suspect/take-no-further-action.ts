import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { suspectDecision } from './suspect.js';

/** The investigation of this person ends without a charge. */
export class TakeNoFurtherAction extends SuspectCommand {
  @IsText(500) reason!: string;
}

export const takeNoFurtherAction = suspectDecision(TakeNoFurtherAction, (suspect, command) => {
  const { standing, proceedings } = suspect;
  if (proceedings) return refuse('already-charged', 'This person was charged: the court ends it.', suspect);
  if (standing.is === 'no further action')
    return refuse('no-further-action-taken', 'That no further action is taken was recorded before.', suspect);
  return [happened('NoFurtherAction', factsOf(command))];
});
