import { IsText } from '../kernel/fields.js';
import { ErasureCommand } from './decline-erasure.js';

/**
 * What was requested is carried out: the keys are destroyed, and with them every personal value under them (DPA 2018 s.47(1)).
 * A supervisor who did not ask for it says so.
 */
export class ErasePersonalData extends ErasureCommand {
  /** By what law, order or person. */
  @IsText(200) authority!: string;
}
