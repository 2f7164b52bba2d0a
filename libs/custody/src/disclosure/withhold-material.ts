import { factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { MaterialCommand, materialDecision } from './disclosure.js';
import { happened } from './events.js';

/** An item is not given to the defence, and why. */
export class WithholdMaterial extends MaterialCommand {
  @IsText(2000) reason!: string;
}

export const withholdMaterial = materialDecision(WithholdMaterial, (material, command) => {
  if (material.withheld) return refuse('already-withheld', 'That it is withheld was recorded before.', material);
  if (!material.reviewed) return refuse('not-reviewed', 'An item is reviewed before it is withheld.', material);
  return [happened('MaterialWithheld', factsOf(command))];
});
