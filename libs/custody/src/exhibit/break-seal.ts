import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsSealNumber, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { sealDecision } from './exhibit-decision.js';

/** The holder opens the bag and says why. Rule 3. */
export class BreakSeal extends ExhibitCommand {
  @IsSealNumber() sealNumber!: string;
  @IsText(500) reason!: string;
}

export const breakSeal = sealDecision(BreakSeal, (exhibit, command) => {
  const { seal } = exhibit;
  if (seal.is !== 'sealed') return refuse('not-sealed', 'There is no seal on it.', exhibit);
  if (seal.number !== command.sealNumber)
    return refuse('not-its-seal', `It is sealed ${seal.number}, not ${command.sealNumber}.`, exhibit);
  return [happened('SealBroken', factsOf(command))];
});
