import { addDays, londonDay, type Day } from './days.js';
import { isDayOff } from './holidays.js';
import { CUSTODY_LAW, type Trial } from './limits.js';

/** The last day on which somebody may be kept in custody before trial, unless a court extends it. */
export interface CustodyLimit {
  readonly lastDay: Day;
  readonly under: string;
}

/**
 * Counted from the day after the first remand, earlier custody on the same charge included; what would end on a day off ends on
 * the working day before it (S.I. 1987/299 reg. 2(5)). Undefined for a remand before 1 April 1987.
 *
 * @param remandedAt the first remand, ISO 8601 with its offset.
 */
export function custodyLimit(remandedAt: string, triedAs: Trial): CustodyLimit | undefined {
  const remandedOn = londonDay(remandedAt);
  const law = CUSTODY_LAW.findLast(({ inForceFrom }) => inForceFrom <= remandedOn);
  if (!law) return undefined;
  let lastDay = addDays(remandedOn, law.days[triedAs]);
  while (isDayOff(lastDay)) lastDay = addDays(lastDay, -1);
  return { lastDay, under: law.source };
}
