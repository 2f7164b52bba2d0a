import { IsBoolean, IsOptional } from 'class-validator';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsSealNumber, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';

/** The addressee takes the exhibit in hand and says which seal they saw. Rules 1 and 2. */
export class ReceiveCustody extends ExhibitCommand {
  @IsSealNumber() sealNumberSeen!: string;
  @IsBoolean() sealIntact!: boolean;
  @IsText(200) location!: string;
  /** Why a supervisor stands in for the addressee. */
  @IsOptional() @IsText(500) standInReason?: string;
}

export const receiveCustody = anywhereDecision(ReceiveCustody, (exhibit, command, by) => {
  const transfer = exhibit.custody;
  if (transfer.is !== 'in transit') return refuse('not-in-transit', 'Nobody has handed this exhibit over.', exhibit);
  const standsIn = by.role === 'supervisor' && command.standInReason !== undefined;
  if (transfer.to !== by.id && !standsIn)
    return refuse('not-the-addressee', `It was handed to ${transfer.to}.`, exhibit);

  const received = happened('CustodyReceived', factsOf(command));
  if (command.sealIntact && command.sealNumberSeen === transfer.sealNumber) return [received];
  return [
    received,
    happened('DiscrepancyRaised', { kind: 'seal', detail: sealDifference(transfer.sealNumber, command) }),
  ];
});

function sealDifference(sent: string, { sealNumberSeen, sealIntact }: ReceiveCustody): string {
  const seen =
    sealNumberSeen === sent ? `Seal ${sent}` : `Sent under seal ${sent}, seal ${sealNumberSeen} seen on receipt`;
  return sealIntact ? seen : `${seen}, not intact`;
}
