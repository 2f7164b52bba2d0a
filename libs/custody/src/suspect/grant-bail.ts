import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsDay, IsTextList } from '../kernel/fields.js';
import { dayInWords } from '../kernel/words.js';
import { bailLimits, londonDay } from '../law/index.js';
import { happened } from './events.js';
import { suspectDecision } from './suspect.js';

/** A person under arrest is released on pre-charge bail, within its first limit. Rule 7; PACE s.47ZB. */
export class GrantBail extends SuspectCommand {
  /** None for unconditional bail. */
  @IsTextList({ min: 0, maxLength: 500 }) conditions!: string[];
  /** The last day, on which the person answers bail. */
  @IsDay() until!: string;
}

export const grantBail = suspectDecision(GrantBail, (suspect, command) => {
  const { standing, arrestedAt } = suspect;
  if (standing.is !== 'arrested' || arrestedAt === undefined)
    return refuse('not-under-arrest', `Bail is granted to a person under arrest; this one is ${standing.is}.`, suspect);
  const [first] = bailLimits(arrestedAt);
  if (!first)
    return refuse('no-bail-limit', 'The law of the day of arrest set no limit; such bail is not kept here.', suspect);
  if (command.until < londonDay(command.occurredAt))
    return refuse('bail-ends-before-it-begins', `Bail cannot end on ${dayInWords(command.until)}.`, suspect);
  if (command.until > first.lastDay)
    return refuse(
      'beyond-bail-limit',
      `The first limit ends on ${dayInWords(first.lastDay)} (${first.under}).`,
      suspect,
    );
  return [happened('BailGranted', factsOf(command))];
});
