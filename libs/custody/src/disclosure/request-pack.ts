import { factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText, IsTextList } from '../kernel/fields.js';
import { disclosureDecision, PackCommand, shown } from './disclosure.js';
import { happened } from './events.js';

/** Somebody asks for a pack that proves what happened. It is built from the ledger, later. */
export class RequestPack extends PackCommand {
  /** Ids of the exhibits; none for the whole case. */
  @IsTextList({ min: 0 }) scope!: string[];
  @IsText(500) purpose!: string;
  /** What is withheld, each 'EventType.field'. */
  @IsTextList({ min: 0 }) redactions!: string[];
}

export const requestPack = disclosureDecision(RequestPack, (of, command) =>
  of.packs.has(command.packId)
    ? refuse('pack-already-requested', 'This pack was requested before.', shown(of))
    : [happened('PackRequested', factsOf(command))],
);
