import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsOneOf } from '../kernel/fields.js';
import { courtDecision } from './court.js';
import { happened } from './events.js';

const PLEAS = ['guilty', 'not-guilty', 'none'] as const;

/** What the person answers to the charge. 'none' is recorded too, and convicts nobody; until a verdict it may be changed. */
export class EnterPlea extends SuspectCommand {
  @IsOneOf(PLEAS) plea!: (typeof PLEAS)[number];
}

export const enterPlea = courtDecision(EnterPlea, ({ verdict }, command, suspect) =>
  verdict === undefined
    ? [happened('PleaEntered', factsOf(command))]
    : refuse('verdict-returned', 'The verdict was returned: a plea comes before it.', suspect),
);
