import { addDays, daysBetween, lastDayOf, londonDay, type Day } from './days.js';
import { BAIL_LAW, BAIL_WARNING_DAYS, RANKS, type BailLimit, type Rank } from './limits.js';

/** A day up to which bail may last, and who it takes. */
export interface BailLimitDay extends BailLimit {
  readonly lastDay: Day;
}

/**
 * The limits of pre-charge bail after an arrest, shortest first, by the law of the day of arrest (PCSC Act 2022 s.45(3)). Empty
 * for an arrest before 3 April 2017: there was no statutory limit.
 *
 * @param arrestedAt a moment, ISO 8601 with its offset; the day counts as it was in London.
 */
export function bailLimits(arrestedAt: string, exceptionallyComplex = false): readonly BailLimitDay[] {
  const arrestedOn = londonDay(arrestedAt);
  const law = BAIL_LAW.findLast(({ inForceFrom }) => inForceFrom <= arrestedOn);
  if (!law) return [];
  const startsOn = addDays(arrestedOn, 1);
  const limits = exceptionallyComplex ? law.exceptionallyComplex : law.standard;
  return limits.map((limit) => ({ ...limit, lastDay: lastDayOf(limit.period, startsOn) }));
}

/**
 * The last day of the first limit: arrested on 14 January, bail starts on the 15th and ends at the latest on 14 April.
 *
 * @throws RangeError for an arrest before 3 April 2017, when there was no limit; no bail is granted on one.
 */
export function firstBailLimit(arrestedAt: string): Day {
  const [first] = bailLimits(arrestedAt);
  if (!first) throw new RangeError(`No statutory limit of bail was in force on ${londonDay(arrestedAt)}`);
  return first.lastDay;
}

/** How many days of bail are left, by London's calendar: 0 on its last day, negative once it has ended. */
export const bailDaysLeft = (until: Day, now: string): number => daysBetween(londonDay(now), until);

/** The warning that is due so many days before bail ends: the nearest of 28, 14, 7 and 1 that is reached; null before and after. */
export const bailWarning = (daysLeft: number): number | null =>
  daysLeft < 0 ? null : (BAIL_WARNING_DAYS.findLast((days) => daysLeft <= days) ?? null);

export const mayAuthorise = (rank: Rank, needed: Rank): boolean => RANKS.indexOf(rank) >= RANKS.indexOf(needed);
