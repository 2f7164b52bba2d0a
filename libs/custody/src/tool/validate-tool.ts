import { type CaseFile } from '../case/case-file.js';
import { type Happened } from '../kernel/catalogue.js';
import { Command, factsOf } from '../kernel/command.js';
import { refuse, type Decision } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { happened, type toolEvents } from './events.js';
import { validationOf, type Tool } from './tool.js';

/** The lab has shown that a version of a tool does what it is used for. Belongs to no case. */
export class ValidateTool extends Command {
  @IsText(100) tool!: string;
  @IsText(60) version!: string;
  /** The report or certificate of the validation. */
  @IsText(200) validationRef!: string;
  /** What it was validated for: the forensic science activity and method. */
  @IsText(500) scope!: string;
}

export const validateTool: Decision<Tool, ValidateTool, Happened<typeof toolEvents>, CaseFile> = {
  command: ValidateTool,
  decide(tool, command, by) {
    if (by.role !== 'examiner' && by.role !== 'supervisor')
      return refuse('not-of-the-lab', `The lab validates its tools; ${by.name} is ${by.role}.`, tool);
    if (validationOf(tool, command.version) === command.validationRef)
      return refuse('already-validated', `${command.tool} ${command.version} is in the register already.`, tool);
    return [happened('ToolValidated', factsOf(command))];
  },
};
