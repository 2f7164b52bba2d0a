import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { disposalDecision } from './disposal.js';
import { happened } from './events.js';

/** The device is destroyed before a witness, once somebody else has authorised it. Final. Rule 6. */
export class DestroyDevice extends ExhibitCommand {
  @IsText(200) method!: string;
  @IsText(200) authority!: string;
  @IsText(200) witness!: string;
}

export const destroyDevice = disposalDecision(DestroyDevice, (exhibit, command, by) => {
  const { destructionAuthorisedBy: authoriser } = exhibit;
  if (!authoriser)
    return refuse('destruction-not-authorised', 'A supervisor or unit lead has to authorise its destruction.', exhibit);
  if (authoriser.id === by.id)
    return refuse('second-person-needed', `${by.name} authorised it: somebody else destroys it.`, exhibit);
  return [happened('DeviceDestroyed', factsOf(command))];
});
