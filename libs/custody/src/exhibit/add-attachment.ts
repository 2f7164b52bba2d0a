import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsSha256, IsText, IsWholeNumber } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';

/** A photograph or a document about the exhibit, kept by its hash. An observation: taken whatever state the exhibit is in. */
export class AddAttachment extends ExhibitCommand {
  @IsSha256() sha256!: string;
  @IsWholeNumber(1) bytes!: number;
  @IsText(100) mediaType!: string;
  @IsText(200) name!: string;
}

export const addAttachment = anywhereDecision(AddAttachment, (_exhibit, command) => [
  happened('AttachmentAdded', factsOf(command)),
]);
