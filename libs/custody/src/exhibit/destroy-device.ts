import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsText } from '../kernel/fields.js';
import { disposalDecision } from './disposal.js';
import { happened } from './events.js';

/** The device is destroyed before a witness. Final. Rule 6. */
export class DestroyDevice extends ExhibitCommand {
  @IsText(200) method!: string;
  @IsText(200) authority!: string;
  @IsText(200) witness!: string;
}

export const destroyDevice = disposalDecision(DestroyDevice, (_exhibit, command) => [
  happened('DeviceDestroyed', factsOf(command)),
]);
