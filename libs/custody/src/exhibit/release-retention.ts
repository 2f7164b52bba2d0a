import { IsOptional } from 'class-validator';
import { ExhibitCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsId, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { presentDecision } from './exhibit-decision.js';

/** A hold ends. Rule 6. What may be privileged is released by somebody outside the examination, on counsel's word. */
export class ReleaseRetention extends ExhibitCommand {
  @IsText(500) reason!: string;
  @IsText(200) authority!: string;
  /** Id of the event that held it; needed only when several holds are on it. */
  @IsOptional() @IsId() holdId?: string;
}

export const releaseRetention = presentDecision(ReleaseRetention, (exhibit, command, by) => {
  const { reason, authority, holdId } = command;
  const found = exhibit.holds.filter(({ id }) => holdId === undefined || id === holdId);
  const [hold] = found;
  if (!hold) return refuse('no-such-hold', 'No such hold is on it.', exhibit);
  if (found.length > 1)
    return refuse('which-hold', `There are ${found.length} on it: holdId says which is released.`, exhibit);
  if (hold.kind === 'privilege' && by.role !== 'supervisor' && by.role !== 'disclosure officer')
    return refuse('not-independent', `Privilege is not released by ${by.name}, ${by.role}.`, exhibit);
  return [happened('RetentionReleased', { reason, authority, holdId: hold.id })];
});
