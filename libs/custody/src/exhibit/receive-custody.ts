import { IsBoolean, IsOptional } from 'class-validator';
import { claimAggregate, claimStream, type Claimant } from '../claim/claim.js';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsSealNumber, IsText } from '../kernel/fields.js';
import { happened, sealClaim } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';
import { raising } from './raise-discrepancy.js';

/** The addressee takes the exhibit in hand and says which seal they saw. Rules 1 and 2. */
export class ReceiveCustody extends ExhibitCommand {
  @IsSealNumber() sealNumberSeen!: string;
  @IsBoolean() sealIntact!: boolean;
  @IsText(200) location!: string;
  /** Why a supervisor stands in for the addressee. */
  @IsOptional() @IsText(500) standInReason?: string;
}

const seenSeal = ({ sealNumberSeen, exhibitId }: ReceiveCustody): string =>
  claimStream(sealClaim(sealNumberSeen, exhibitId));

export const receiveCustody = anywhereDecision(
  ReceiveCustody,
  (exhibit, command, by, { others }) => {
    const transfer = exhibit.custody;
    if (transfer.is !== 'in transit') return refuse('not-in-transit', 'Nobody has handed this exhibit over.', exhibit);
    const standsIn = by.role === 'supervisor' && command.standInReason !== undefined;
    if (transfer.to !== by.id && !standsIn)
      return refuse('not-the-addressee', `It was handed to ${transfer.to}.`, exhibit);

    const isAsSent = command.sealNumberSeen === transfer.sealNumber;
    if (isAsSent && command.sealIntact) return [happened('CustodyReceived', factsOf(command))];
    const of = isAsSent ? undefined : (others.get(seenSeal(command)) as Claimant);
    const swapped = of && of.exhibitId !== command.exhibitId ? of : undefined;
    const received = happened('CustodyReceived', {
      ...factsOf(command),
      ...(isAsSent ? {} : { sealNumberSent: transfer.sealNumber }),
      ...(swapped ? { sealOf: { exhibitId: swapped.exhibitId, caseId: swapped.caseId } } : {}),
    });
    const detail =
      sealDifference(transfer.sealNumber, command) + (swapped ? ', which another exhibit is recorded under' : '');
    return [received, ...raising(exhibit, { kind: 'seal', detail })];
  },
  {
    // Whether the number that was seen belongs to another exhibit: the bags may have been swapped.
    looksAt: ({ custody }, command) =>
      custody.is === 'in transit' && custody.sealNumber !== command.sealNumberSeen
        ? [{ aggregate: claimAggregate, stream: seenSeal(command) }]
        : [],
  },
);

function sealDifference(sent: string, { sealNumberSeen, sealIntact }: ReceiveCustody): string {
  const seen =
    sealNumberSeen === sent ? `Seal ${sent}` : `Sent under seal ${sent}, seal ${sealNumberSeen} seen on receipt`;
  return sealIntact ? seen : `${seen}, not intact`;
}
