import { IsBoolean, IsOptional } from 'class-validator';
import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText, IsTextList, IsWholeNumber } from '../kernel/fields.js';
import { courtDecision } from './court.js';
import { happened } from './events.js';
import { isConvicted } from './proceedings.js';

/** The court passes sentence on a convicted person, once. Rule 8. */
export class PassSentence extends SuspectCommand {
  /** 0 where there is no prison sentence. */
  @IsWholeNumber(0, 1200) custodyMonths!: number;
  @IsBoolean() suspended!: boolean;
  @IsTextList({ min: 0 }) orders!: string[];
  @IsText(200) court!: string;
  /**
   * Description of the charged offence that weighs most: custody is counted under it, as in the Ministry of Justice's statistics of
   * courts. Needed only where several offences were charged.
   */
  @IsOptional() @IsText(200) principalOffence?: string;
}

export const passSentence = courtDecision(PassSentence, (proceedings, command, suspect) => {
  const { principalOffence: principal } = command;
  if (!isConvicted(proceedings))
    return refuse('no-conviction', 'A sentence needs a plea of guilty or a verdict of guilty.', suspect);
  if (principal !== undefined && !proceedings.offences.includes(principal))
    return refuse('offence-not-charged', `Nobody was charged with "${principal}" in these proceedings.`, suspect);
  return [happened('SentencePassed', factsOf(command))];
});
