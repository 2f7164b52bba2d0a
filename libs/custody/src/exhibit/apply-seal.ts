import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsSealNumber } from '../kernel/fields.js';
import { happened } from './events.js';
import { sealDecision } from './exhibit-decision.js';

/** The holder seals it in a bag with a new number. Rule 3; that no other exhibit had the number, its claim shows. */
export class ApplySeal extends ExhibitCommand {
  @IsSealNumber() sealNumber!: string;
}

export const applySeal = sealDecision(ApplySeal, (exhibit, command) => {
  const { seal, examination, sealNumbers } = exhibit;
  if (seal.is === 'sealed') return refuse('already-sealed', `It is sealed ${seal.number}.`, exhibit);
  if (examination.is === 'started')
    return refuse('examination-open', 'Its examination is paused or completed before it is sealed.', exhibit);
  if (sealNumbers.includes(command.sealNumber))
    return refuse('seal-number-used', `It was under seal ${command.sealNumber} before.`, exhibit);
  return [happened('SealApplied', factsOf(command))];
});
