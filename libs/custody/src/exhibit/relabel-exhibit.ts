import { ExhibitCommand } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsExhibitReference, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { holderDecision } from './exhibit-decision.js';

/** The label was wrong: it gets another reference, and is found under the old one too. Rule 5: the new one is claimed. */
export class RelabelExhibit extends ExhibitCommand {
  @IsExhibitReference() exhibitRef!: string;
  @IsText(500) reason!: string;
}

export const relabelExhibit = holderDecision(RelabelExhibit, (exhibit, { exhibitRef, reason }) => {
  const { reference } = exhibit;
  if (reference === undefined) return refuse('no-reference', 'It has no reference yet.', exhibit);
  if (reference === exhibitRef) return refuse('already-its-reference', `It is ${reference} already.`, exhibit);
  return [happened('ExhibitRelabelled', { exhibitRef, formerRef: reference, reason })];
});
