import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { happened } from './events.js';
import { suspectDecision } from './suspect.js';

/** A person is released without bail while the investigation goes on: no date, no conditions. */
export class ReleaseUnderInvestigation extends SuspectCommand {}

export const releaseUnderInvestigation = suspectDecision(ReleaseUnderInvestigation, (suspect, command) => {
  const { standing } = suspect;
  if (standing.is !== 'arrested' && standing.is !== 'on bail')
    return refuse('not-under-arrest', `This person is ${standing.is}: there is nobody to release.`, suspect);
  return [happened('ReleasedUnderInvestigation', factsOf(command))];
});
