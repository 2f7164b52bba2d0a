import { IsOptional } from 'class-validator';
import { factsOf, SuspectCommand } from '../kernel/command.js';
import { IsOneOf, IsText } from '../kernel/fields.js';
import { TRIALS, type Trial } from '../law/index.js';
import { courtDecision } from './court.js';
import { happened } from './events.js';

/** A court sends a charged person to prison until it goes on. Not a sentence. */
export class RemandInCustody extends SuspectCommand {
  @IsText(200) court!: string;
  /** What the custody time limit depends on. */
  @IsOptional() @IsOneOf(TRIALS) triedAs?: Trial;
}

export const remandInCustody = courtDecision(RemandInCustody, (_proceedings, command) => [
  happened('RemandedInCustody', factsOf(command)),
]);
