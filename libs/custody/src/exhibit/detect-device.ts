import { IsOptional } from 'class-validator';
import { unlessOpen } from '../case/unless-open.js';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsOneOf, IsPart, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { firstDecision } from './exhibit-decision.js';

export class Finder {
  @IsOneOf(['dog', 'officer']) method!: 'dog' | 'officer';
  @IsText(100) name!: string;
  @IsOptional() @IsText(100) handler?: string;
}

/** A device is found, and where, before anyone touches it. */
export class DetectDevice extends ExhibitCommand {
  @IsText(60) kind!: string;
  @IsText(300) place!: string;
  @IsPart(Finder) detectedBy!: Finder;
}

export const detectDevice = firstDecision(DetectDevice, (exhibit, command, _by, { theCase }) => {
  if (exhibit.custody.is !== 'not recorded')
    return refuse('exhibit-already-recorded', 'This exhibit is in the ledger already.', exhibit);
  return unlessOpen(theCase) ?? [happened('DeviceDetected', factsOf(command))];
});
