import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsSha256, IsText, IsWholeNumber } from '../kernel/fields.js';
import { toolAggregate, toolStream, validationOf, type Tool } from '../tool/index.js';
import { examinationDecision } from './bench.js';
import { happened } from './events.js';

/**
 * The contents are copied, and the copy named by its hash, so that a third party can repeat it (ACPO principle 3). Cites the
 * tool's validation, if the register has one: what was done with another tool was done all the same.
 */
export class AcquireImage extends ExhibitCommand {
  @IsText(100) tool!: string;
  @IsText(60) toolVersion!: string;
  @IsSha256() sha256!: string;
  @IsWholeNumber(1) bytes!: number;
}

export const acquireImage = examinationDecision(
  AcquireImage,
  (open, command, { exhibit, setting }) => {
    if (open.is === 'paused') return refuse('examination-paused', `The examination is paused: ${open.reason}`, exhibit);
    const tool = setting.others.get(toolStream(command)) as Tool | undefined;
    const validation = tool && validationOf(tool, command.toolVersion);
    return [happened('ImageAcquired', { ...factsOf(command), ...(validation === undefined ? {} : { validation }) })];
  },
  { looksAt: (_exhibit, command) => [{ aggregate: toolAggregate, stream: toolStream(command) }] },
);
