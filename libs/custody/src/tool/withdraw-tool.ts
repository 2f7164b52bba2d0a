import { type CaseFile } from '../case/case-file.js';
import { type Happened } from '../kernel/catalogue.js';
import { Command, factsOf } from '../kernel/command.js';
import { refuse, type Decision } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { happened, type toolEvents } from './events.js';
import { validationOf, type Tool } from './tool.js';

/** A version is not to be used any more. What was done with it before stays as it was. */
export class WithdrawTool extends Command {
  @IsText(100) tool!: string;
  @IsText(60) version!: string;
  @IsText(500) reason!: string;
}

export const withdrawTool: Decision<Tool, WithdrawTool, Happened<typeof toolEvents>, CaseFile> = {
  command: WithdrawTool,
  decide(tool, command, by) {
    if (by.role !== 'examiner' && by.role !== 'supervisor')
      return refuse('not-of-the-lab', `The lab withdraws its tools; ${by.name} is ${by.role}.`, tool);
    if (validationOf(tool, command.version) === undefined)
      return refuse('not-validated', `${command.tool} ${command.version} is not in the register.`, tool);
    return [happened('ToolWithdrawn', factsOf(command))];
  },
};
