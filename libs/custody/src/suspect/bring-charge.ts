import { IsOptional } from 'class-validator';
import { unlessOpen } from '../case/unless-open.js';
import { factsOf, SuspectCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsPartList, IsText, IsWholeNumber } from '../kernel/fields.js';
import { happened } from './events.js';
import { firstDecision } from './suspect.js';

export class Offence {
  @IsText(200) act!: string;
  @IsText(60) section!: string;
  @IsText(500) description!: string;
  @IsWholeNumber(1, 1000) counts!: number;
}

/** A person who was arrested, or is summonsed by this, is charged. Rule 8. */
export class BringCharge extends SuspectCommand {
  @IsPartList(Offence) offences!: Offence[];
  /** The unit whose charge it counts as. */
  @IsText(100) unit!: string;
  /** The summons or postal requisition, where there was no arrest. */
  @IsOptional() @IsText(100) summonsRef?: string;
}

export const bringCharge = firstDecision(BringCharge, (suspect, command, _by, { theCase }) => {
  if (suspect.standing.is !== 'not recorded') return [happened('ChargeBrought', factsOf(command))];
  if (command.summonsRef === undefined)
    return refuse('no-arrest-or-summons', 'A charge needs an arrest or a summons.', suspect);
  return unlessOpen(theCase) ?? [happened('ChargeBrought', factsOf(command))];
});
