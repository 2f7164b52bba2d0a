import { text } from './asked.js';
import { momentOf } from './rendering/london.js';

/** A past moment at which what was known is asked for, as the picker shows it: '2026-03-03T09:00' on the wall in London. */
export interface KnownAt {
  readonly asKnownAt: string | undefined;
  readonly typed: string | undefined;
  /** What was typed names no moment. */
  readonly problem: string | undefined;
}

/** Reads what a date-and-time box sends. Of the hour that comes twice the second is meant, after which more is known. */
export function knownAt(asked: unknown): KnownAt {
  const typed = text(asked, 30);
  if (typed === undefined) return { asKnownAt: undefined, typed, problem: undefined };
  const [, year, month, day, hour, minute] = (/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(typed) ?? []).map(Number);
  const moment =
    year === undefined || month === undefined || day === undefined || hour === undefined || minute === undefined
      ? undefined
      : momentOf({ year, month, day, hour, minute }, 'second');
  if (moment?.is !== 'a moment')
    return { asKnownAt: undefined, typed, problem: 'Enter a date and a time that exist, such as 3 March 2026, 9:00' };
  return { asKnownAt: moment.utc, typed, problem: undefined };
}
