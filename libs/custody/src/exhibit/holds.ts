import { refuse, type Refusal } from '../kernel/decision.js';
import { type Exhibit, type Hold } from './exhibit.js';
import { isPartOf } from './kin.js';

/**
 * Why an exhibit is kept. All bar its return and its destruction: retention (CPIA Code of Practice), an appeal, legal privilege
 * (PACE s.19(6)), the duty to secure (CJPA 2001 s.60), a victim's data, an order of a court.
 */
export const HOLDS = ['retention', 'appeal', 'privilege', 'duty to secure', 'victim', 'court order'] as const;
export type HoldKind = (typeof HOLDS)[number];

/** Those that nobody may look into the device under: an examination stops, and none starts. */
const SHUT: readonly HoldKind[] = ['privilege', 'duty to secure', 'court order'];

export const shuts = (kind: HoldKind): boolean => SHUT.includes(kind);

const refuseHeld = ({ kind, reason }: Hold, exhibit: Exhibit): Refusal =>
  refuse('hold-active', `A hold (${kind}) is on it: ${reason}`, exhibit);

/** What comes out of an exhibit is held by what holds that: `kin` are the exhibits beside it that were looked at. */
export function unlessShut(exhibit: Exhibit, kin: readonly Exhibit[]): Refusal | undefined {
  const hold = holdsOn(exhibit, kin).find(({ kind }) => shuts(kind));
  return hold && refuseHeld(hold, exhibit);
}

export function unlessHeld(exhibit: Exhibit, kin: readonly Exhibit[]): Refusal | undefined {
  const [hold] = holdsOn(exhibit, kin);
  return hold && refuseHeld(hold, exhibit);
}

const holdsOn = (exhibit: Exhibit, kin: readonly Exhibit[]): readonly Hold[] => [
  ...exhibit.holds,
  ...kin.filter((other) => isPartOf(exhibit, other)).flatMap(({ holds }) => holds),
];
