import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsSha256, IsText, IsWholeNumber } from '../kernel/fields.js';
import { examinationDecision } from './bench.js';
import { happened } from './events.js';

/** The contents are copied, and the copy named by its hash, so that a third party can repeat it (ACPO principle 3). */
export class AcquireImage extends ExhibitCommand {
  @IsText(100) tool!: string;
  @IsText(60) toolVersion!: string;
  @IsSha256() sha256!: string;
  @IsWholeNumber(1) bytes!: number;
}

export const acquireImage = examinationDecision(AcquireImage, (open, command, exhibit) =>
  open.is === 'paused'
    ? refuse('examination-paused', `The examination is paused: ${open.reason}`, exhibit)
    : [happened('ImageAcquired', factsOf(command))],
);
