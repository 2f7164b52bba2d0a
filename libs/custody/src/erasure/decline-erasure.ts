import { IsOptional } from 'class-validator';
import { CaseCommand } from '../kernel/command.js';
import { IsId, IsText } from '../kernel/fields.js';

/** Settles what was requested by RequestErasure. */
export abstract class ErasureCommand extends CaseCommand {
  @IsOptional() @IsId() suspectId?: string;
  @IsOptional() @IsId() exhibitId?: string;
  /** Id of the event that requested it; needed only when several are open. */
  @IsOptional() @IsId() erasureId?: string;
}

/** Personal data stay, and why. */
export class DeclineErasure extends ErasureCommand {
  @IsText(2000) reason!: string;
}
