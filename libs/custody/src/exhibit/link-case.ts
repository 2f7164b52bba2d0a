import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsId, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { presentDecision } from './exhibit-decision.js';

/** Another case needs the exhibit too: it stays one record, and goes nowhere before that case has let go of it. */
export class LinkCase extends ExhibitCommand {
  @IsId() otherCaseId!: string;
  @IsText(500) reason!: string;
}

export const linkCase = presentDecision(LinkCase, (exhibit, command) =>
  [exhibit.caseId, ...exhibit.alsoIn].includes(command.otherCaseId)
    ? refuse('already-linked', 'It is in that case already.', exhibit)
    : [happened('CaseLinked', factsOf(command))],
);

/** The other case has no need of it any more. */
export class UnlinkCase extends ExhibitCommand {
  @IsId() otherCaseId!: string;
  @IsText(500) reason!: string;
}

export const unlinkCase = presentDecision(UnlinkCase, (exhibit, command) =>
  exhibit.alsoIn.includes(command.otherCaseId)
    ? [happened('CaseUnlinked', factsOf(command))]
    : refuse('not-linked', 'It is not in that case.', exhibit),
);
