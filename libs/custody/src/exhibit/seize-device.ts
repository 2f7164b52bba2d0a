import { IsOptional, Matches } from 'class-validator';
import { unlessOpen } from '../case/unless-open.js';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsExhibitReference, IsId, IsOneOf, IsSealNumber, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { firstDecision } from './exhibit-decision.js';

/** Police and Criminal Evidence Act 1984 ss.18, 19 and 32; a search warrant; the owner's consent. */
export const POWERS = ['warrant', 'PACE s.19', 'PACE s.18', 'PACE s.32', 'consent'] as const;

/** An officer takes the device, labels it and seals it in a bag. Rules 3 and 5: seal number and reference are claimed. */
export class SeizeDevice extends ExhibitCommand {
  @IsExhibitReference() exhibitRef!: string;
  @IsText(60) kind!: string;
  @IsText(500) description!: string;
  @IsOptional() @IsText(60) make?: string;
  @IsOptional() @IsText(60) model?: string;
  @IsOptional() @IsText(60) serial?: string;
  @IsOptional() @Matches(/^[0-9]{15}$/, { message: '$property must be 15 digits' }) imei?: string;
  @IsOneOf(POWERS) power!: (typeof POWERS)[number];
  @IsText(200) from!: string;
  /** The suspect, when the person it was taken from is one: their erasure then covers this too. */
  @IsOptional() @IsId() fromPersonId?: string;
  @IsSealNumber() sealNumber!: string;
  @IsText(60) powerState!: string;
}

export const seizeDevice = firstDecision(SeizeDevice, (exhibit, command, _by, { theCase }) => {
  const { custody } = exhibit;
  if (custody.is !== 'not recorded' && custody.is !== 'detected')
    return refuse('already-seized', 'This exhibit was seized before.', exhibit);
  return unlessOpen(theCase) ?? [happened('DeviceSeized', factsOf(command))];
});
