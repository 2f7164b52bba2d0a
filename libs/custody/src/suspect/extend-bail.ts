import { IsBoolean, IsOptional } from 'class-validator';
import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsDay, IsOneOf } from '../kernel/fields.js';
import { dayInWords } from '../kernel/words.js';
import { bailLimits, londonDay, mayAuthorise, RANKS, type Rank } from '../law/index.js';
import { happened } from './events.js';
import { suspectDecision } from './suspect.js';

/** Somebody of sufficient rank lets bail last longer, before it ends, one limit at a time. Rule 7; PACE ss.47ZD to 47ZF. */
export class ExtendBail extends SuspectCommand {
  @IsDay() until!: string;
  /** The rank of who authorised it. */
  @IsOneOf(RANKS) authorisedBy!: Rank;
  /** The Director of Public Prosecutions has designated the case so (s.47ZE). */
  @IsOptional() @IsBoolean() exceptionallyComplex?: boolean;
}

export const extendBail = suspectDecision(ExtendBail, (suspect, command) => {
  const { standing, arrestedAt } = suspect;
  const { until, authorisedBy } = command;
  if (standing.is !== 'on bail' || arrestedAt === undefined)
    return refuse('not-on-bail', `There is no bail to extend; this person is ${standing.is}.`, suspect);
  if (londonDay(command.occurredAt) > standing.until)
    return refuse('bail-lapsed', `Bail ended on ${dayInWords(standing.until)}: it is extended before that.`, suspect);
  if (until <= standing.until)
    return refuse('not-an-extension', `Bail lasts until ${dayInWords(standing.until)} already.`, suspect);

  const [current, next] = bailLimits(arrestedAt, command.exceptionallyComplex).filter(
    ({ lastDay }) => standing.until <= lastDay,
  );
  const limit = [current, next].find((one) => one !== undefined && until <= one.lastDay);
  if (!limit) {
    const furthest = next ?? current;
    const message = furthest
      ? `The next limit ends on ${dayInWords(furthest.lastDay)}.`
      : 'Bail lasts to its last limit.';
    return refuse('beyond-bail-limit', message, suspect);
  }
  if (!mayAuthorise(authorisedBy, limit.by))
    return refuse('rank-too-low', `Bail until ${dayInWords(until)} needs ${limit.by} (${limit.under}).`, suspect);
  return [happened('BailExtended', factsOf(command))];
});
