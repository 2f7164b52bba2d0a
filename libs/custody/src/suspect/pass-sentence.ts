import { IsBoolean } from 'class-validator';
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
}

export const passSentence = courtDecision(PassSentence, (proceedings, command, suspect) =>
  isConvicted(proceedings)
    ? [happened('SentencePassed', factsOf(command))]
    : refuse('no-conviction', 'A sentence needs a plea of guilty or a verdict of guilty.', suspect),
);
