import { IsOptional } from 'class-validator';
import { refuse } from '../kernel/decision.js';
import { IsId, IsOneOf, IsText } from '../kernel/fields.js';
import { factsOf } from '../kernel/command.js';
import { MaterialCommand, officerDecision, SCHEDULES, shown, type Schedule } from './disclosure.js';
import { happened } from './events.js';

/**
 * Unused material is put on a schedule, each item described on its own. Numbers go on without a gap through every later schedule
 * of the same kind (CPS Disclosure Manual ch. 7).
 */
export class ScheduleMaterial extends MaterialCommand {
  @IsOneOf(SCHEDULES) schedule!: Schedule;
  /** What it is, and what is in it. */
  @IsText(2000) item!: string;
  /** Why it is sensitive: needed on MG6D (ch. 8). */
  @IsOptional() @IsText(2000) sensitivity?: string;
  /** The exhibit, or the event, that it is about. */
  @IsOptional() @IsId() exhibitId?: string;
  @IsOptional() @IsId() eventId?: string;
}

export const scheduleMaterial = officerDecision(ScheduleMaterial, (of, command) => {
  const { materialId, schedule, sensitivity, exhibitId } = command;
  if (of.materials.has(materialId))
    return refuse('already-scheduled', 'This item is on a schedule already.', shown(of));
  if (schedule === 'MG6D' && sensitivity === undefined)
    return refuse('no-reason-for-sensitivity', 'Each item on MG6D says why it is sensitive.', shown(of));
  const itemNo = 1 + [...of.materials.values()].filter((material) => material.schedule === schedule).length;
  // Which exhibit it is about is a fact here, not what the command is addressed to.
  const about = exhibitId === undefined ? {} : { exhibitId };
  return [happened('MaterialScheduled', { ...factsOf(command), ...about, itemNo })];
});
