import { IsOptional } from 'class-validator';
import { ExhibitCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsId, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { exhibitDecision } from './exhibit-decision.js';

/** A supervisor has found out what lies behind a discrepancy. Rule 2. */
export class ResolveDiscrepancy extends ExhibitCommand {
  @IsText(2000) explanation!: string;
  /** Id of the event that raised it; needed only when several are open. */
  @IsOptional() @IsId() discrepancyId?: string;
}

export const resolveDiscrepancy = exhibitDecision(ResolveDiscrepancy, (exhibit, command, by) => {
  const { explanation, discrepancyId } = command;
  if (by.role !== 'supervisor')
    return refuse('not-a-supervisor', `A supervisor resolves it; ${by.name} is ${by.role}.`, exhibit);
  const open = exhibit.discrepancies.filter(({ id }) => discrepancyId === undefined || id === discrepancyId);
  const [discrepancy] = open;
  if (!discrepancy) return refuse('no-such-discrepancy', 'No such discrepancy of it is open.', exhibit);
  if (open.length > 1)
    return refuse('which-discrepancy', `There are ${open.length} open: discrepancyId says which is resolved.`, exhibit);
  return [happened('DiscrepancyResolved', { explanation, discrepancyId: discrepancy.id })];
});
