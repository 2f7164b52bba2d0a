import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsOneOf } from '../kernel/fields.js';
import { courtDecision } from './court.js';
import { happened } from './events.js';

const VERDICTS = ['guilty', 'not-guilty'] as const;

/** The court finds the person guilty or not, after a trial. */
export class ReturnVerdict extends SuspectCommand {
  @IsOneOf(VERDICTS) verdict!: (typeof VERDICTS)[number];
}

export const returnVerdict = courtDecision(ReturnVerdict, ({ verdict, plea }, command, suspect) => {
  if (verdict !== undefined) return refuse('verdict-returned', 'The verdict was returned before.', suspect);
  if (plea === 'guilty') return refuse('pleaded-guilty', 'Nobody who pleads guilty is tried.', suspect);
  return [happened('VerdictReturned', factsOf(command))];
});
