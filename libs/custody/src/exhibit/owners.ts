import { IsOptional } from 'class-validator';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsId, IsOneOf, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';
import { type Exhibit, type OwnerClaim } from './exhibit.js';

/** Somebody says that the device is theirs. A claim is a fact, whether it is true or not. */
export class ClaimOwnership extends ExhibitCommand {
  /** Id of the claim, made by the caller. */
  @IsId() claimId!: string;
  @IsText(200) claimant!: string;
  /** The suspect, when the one who claims it is one: their erasure then covers this too. */
  @IsOptional() @IsId() claimantPersonId?: string;
  @IsText(500) basis!: string;
}

export const claimOwnership = anywhereDecision(ClaimOwnership, (exhibit, command) =>
  exhibit.ownerClaims.some(({ id }) => id === command.claimId)
    ? refuse('already-claimed', 'This claim is recorded already.', exhibit)
    : [happened('OwnershipClaimed', factsOf(command))],
);

const OUTCOMES = ['accepted', 'rejected', 'withdrawn'] as const;

/** What came of a claim: of two that stand, one must fall before the device is returned. */
export class SettleOwnership extends ExhibitCommand {
  @IsId() claimId!: string;
  @IsOneOf(OUTCOMES) outcome!: (typeof OUTCOMES)[number];
  @IsText(200) authority!: string;
}

export const settleOwnership = anywhereDecision(SettleOwnership, (exhibit, command) =>
  exhibit.ownerClaims.some(({ id }) => id === command.claimId)
    ? [happened('OwnershipSettled', factsOf(command))]
    : refuse('no-such-claim', 'No such claim is recorded.', exhibit),
);

/** The claims that stand. */
export const ownersOf = ({ ownerClaims }: Exhibit): readonly OwnerClaim[] =>
  ownerClaims.filter(({ status }) => status === 'open' || status === 'accepted');
