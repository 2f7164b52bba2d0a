import { type CaseFile } from '../case/case-file.js';
import { type Happened } from '../kernel/catalogue.js';
import { CaseCommand, factsOf } from '../kernel/command.js';
import { refuse, type Decision } from '../kernel/decision.js';
import { IsId } from '../kernel/fields.js';
import { type OpenedCase } from './access.js';
import { happened, type breakGlassEvents } from './events.js';

/** A supervisor has seen that break-glass was used. */
export class AcknowledgeBreakGlass extends CaseCommand {
  /** The id of the event that says so. */
  @IsId() useId!: string;
}

export const acknowledgeBreakGlass: Decision<
  OpenedCase,
  AcknowledgeBreakGlass,
  Happened<typeof breakGlassEvents>,
  CaseFile
> = {
  command: AcknowledgeBreakGlass,
  decide(opened, command, by) {
    const use = opened.uses.find(({ id }) => id === command.useId);
    if (!use) return refuse('no-such-use', 'No such use of break-glass is recorded of this case.', opened);
    if (use.acknowledged) return refuse('seen-already', 'A supervisor has seen it already.', opened);
    if (by.role !== 'supervisor')
      return refuse('not-a-supervisor', `A supervisor acknowledges it; ${by.name} is ${by.role}.`, opened);
    if (use.by === by.id) return refuse('own-use', 'Another supervisor than whoever used it acknowledges it.', opened);
    return [happened('BreakGlassAcknowledged', factsOf(command))];
  },
};
