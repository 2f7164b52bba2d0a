import { aggregate } from '../kernel/aggregate.js';
import { event, type Claim, type StoredFactsOf } from '../kernel/catalogue.js';
import { refuse, type Refusal } from '../kernel/decision.js';

type Claimed = Pick<Claim, 'value' | 'exhibitId'>;

export const claimEvents = {
  ReferenceClaimed: event<Claimed>()({
    label: 'Reference taken',
    says: ({ value }) => `Exhibit reference ${value} taken`,
  }),
  SealNumberClaimed: event<Claimed>()({
    label: 'Seal number taken',
    says: ({ value }) => `Seal number ${value} taken`,
  }),
};

type ClaimFacts = { [T in keyof typeof claimEvents]: StoredFactsOf<(typeof claimEvents)[T]> };

/** Who holds a value that only one exhibit may have; undefined while nobody does. */
export type Claimant =
  | {
      readonly exhibitId: string;
      readonly caseId: string;
      readonly value: string;
      readonly by: string;
      readonly at: string;
    }
  | undefined;

const claimant = (
  _none: Claimant,
  { exhibitId, value }: Claimed,
  at: { by: { name: string }; recordedAt: string; caseId: string },
): Claimant => ({
  exhibitId,
  caseId: at.caseId,
  value,
  by: at.by.name,
  at: at.recordedAt,
});

export const claimAggregate = aggregate<Claimant, ClaimFacts>('claim', claimEvents, () => undefined, {
  ReferenceClaimed: claimant,
  SealNumberClaimed: claimant,
});

const KINDS = {
  'exhibit reference': { type: 'ReferenceClaimed', stream: 'claim-reference', rule: 'exhibit-reference-taken' },
  'seal number': { type: 'SealNumberClaimed', stream: 'claim-seal', rule: 'seal-number-used' },
} as const;

/** The stream of a claim, named by the value: it is appended to expecting that it is empty, so one of two wins. */
export const claimStream = ({ kind, within, value }: Claim): string =>
  [KINDS[kind].stream, within, value].filter(Boolean).join('-');

export const claimStatement = ({ kind, value, exhibitId }: Claim) => ({
  type: KINDS[kind].type,
  facts: { value, exhibitId },
});

/** Rules 3 and 5: refused when another exhibit has the value; its own earlier claim is found again after a crash. */
export function unlessClaimable({ kind, value, exhibitId }: Claim, holder: Claimant): Refusal | undefined {
  if (holder === undefined || holder.exhibitId === exhibitId) return undefined;
  const what = kind === 'exhibit reference' ? `Exhibit reference ${value}` : `Seal number ${value}`;
  return refuse(KINDS[kind].rule, `${what} was taken by ${holder.by}.`, {
    claimedBy: holder.by,
    exhibitId: holder.exhibitId,
    value,
    at: holder.at,
  });
}
