import { type Continuity } from '#custody';
import { type PersonNamed } from '#read-models';

/** Custody that nobody has accepted for longer than this is drawn as a gap. Local rule; the default of the seizure-to-store leg. */
export const UNRECEIVED_AFTER_MS = 24 * 60 * 60_000;

/** One period in an exhibit's life during which the same person answers for it in the same way. */
export interface Leg {
  readonly is: 'held' | 'in transit' | 'unreceived' | 'nobody';
  /** Who answers for it; in transit the sender. */
  readonly holder: PersonNamed | null;
  readonly from: string;
  /** null while it goes on. */
  readonly to: string | null;
  readonly milliseconds: number;
  /** Id of the event that it begins with. */
  readonly begins: string;
}

/** The legs that the gap prover found, as they are drawn: what nobody signed for, and what nobody received in a day, stand apart. */
export function legsOf({ legs, gaps, until }: Pick<Continuity, 'legs' | 'gaps' | 'until'>): readonly Leg[] {
  const ends = (to: string | null) => Date.parse(to ?? until);
  const leg = (of: Omit<Leg, 'milliseconds'>): Leg => ({
    ...of,
    // What ends before it begins is an overlap: it is listed, and has no length.
    milliseconds: Math.max(0, ends(of.to) - Date.parse(of.from)),
  });
  return legs.flatMap(({ is, holder, from, until: to, begins }): readonly Leg[] => {
    const gap = gaps.find((each) => each.until === to && each.at >= from);
    if (gap)
      return [
        leg({ is, holder, from, to: gap.at, begins }),
        leg({ is: 'nobody', holder: null, from: gap.at, to, begins: gap.eventId }),
      ];
    const limit = Date.parse(from) + UNRECEIVED_AFTER_MS;
    if (is === 'held' || ends(to) <= limit) return [leg({ is, holder, from, to, begins })];
    const at = new Date(limit).toISOString();
    return [leg({ is, holder, from, to: at, begins }), leg({ is: 'unreceived', holder, from: at, to, begins })];
  });
}

export const isGap = ({ is }: Leg): boolean => is === 'unreceived' || is === 'nobody';
