import { type Command, type Problems } from './command.js';

const MINUTE = 60_000;
/** Clocks of two machines may differ by this much; anything later has not happened yet. */
export const FUTURE_TOLERANCE_MS = 5 * MINUTE;
/** An entry made later than this after the fact must say why, and is shown as late for ever. */
export const LATE_AFTER_MS = 24 * 60 * MINUTE;

export const isLate = (occurredAt: string, recordedAt: string): boolean =>
  Date.parse(recordedAt) - Date.parse(occurredAt) > LATE_AFTER_MS;

/** What is wrong with when a command says it happened, by field; undefined when nothing is. */
export function timeProblems({ occurredAt, lateReason }: Command, now: string): Problems | undefined {
  if (Date.parse(occurredAt) - Date.parse(now) > FUTURE_TOLERANCE_MS)
    return { occurredAt: ['must not be in the future'] };
  if (isLate(occurredAt, now) && lateReason === undefined) {
    return { lateReason: ['is required: this happened more than 24 hours ago'] };
  }
  return undefined;
}
