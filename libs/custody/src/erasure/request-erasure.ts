import { IsOptional } from 'class-validator';
import { CaseCommand } from '../kernel/command.js';
import { IsId, IsOneOf, IsText } from '../kernel/fields.js';

/** Whom, of those named with an exhibit; `texts` is what was written about it. */
export const WHOSE = ['from', 'to', 'claimant', 'texts'] as const;
export type Whose = (typeof WHOSE)[number];

/**
 * Somebody asks that the personal data of a suspect, or of somebody named with an exhibit, are erased; with neither id, the
 * premises of a case. A second person decides.
 */
export class RequestErasure extends CaseCommand {
  @IsOptional() @IsId() suspectId?: string;
  @IsOptional() @IsId() exhibitId?: string;
  /** Needed with an exhibit. */
  @IsOptional() @IsOneOf(WHOSE) whose?: Whose;
  /** Which claimant. */
  @IsOptional() @IsId() claimId?: string;
  /** It is kept, and names nobody. */
  @IsText(2000) reason!: string;
}
