import { IsOptional } from 'class-validator';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsText, IsWholeNumber } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';

/** An entry made without a signal was refused by a rule when it was sent: that it was made stays visible. */
export class ReportRejectedEntry extends ExhibitCommand {
  /** The command's name. */
  @IsText(60) command!: string;
  /** The rule that refused it, and what it said. */
  @IsText(60) rule!: string;
  @IsText(1000) detail!: string;
  @IsOptional() @IsText(100) deviceId?: string;
  @IsOptional() @IsWholeNumber(0) deviceSeq?: number;
}

export const reportRejectedEntry = anywhereDecision(ReportRejectedEntry, (_exhibit, command) => [
  happened('EntryRejected', factsOf(command)),
]);
