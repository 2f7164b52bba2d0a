import { IsOptional } from 'class-validator';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsOneOf, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { presentDecision } from './exhibit-decision.js';
import { HOLDS, shuts, type HoldKind } from './holds.js';
import { pausing } from './raise-discrepancy.js';

/** The exhibit must be kept. Rule 6; while the hold shuts it to everybody, an examination that is running stops. */
export class HoldRetention extends ExhibitCommand {
  @IsText(500) reason!: string;
  /** By what law, order or person. */
  @IsText(200) authority!: string;
  /** 'retention' unless told. */
  @IsOptional() @IsOneOf(HOLDS) kind?: HoldKind;
}

export const holdRetention = presentDecision(HoldRetention, (exhibit, command) => [
  happened('RetentionHeld', factsOf(command)),
  ...(shuts(command.kind ?? 'retention') ? pausing(exhibit, 'It may not be looked into while the hold lasts') : []),
]);
