import { IsOptional } from 'class-validator';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsExhibitReference, IsId, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { sealDecision } from './exhibit-decision.js';

/** A part is taken out of an opened exhibit and becomes one of its own: a SIM out of a phone. Decided on the parent. */
export class TakeSubExhibit extends ExhibitCommand {
  /** Id of the new exhibit, made by the caller. */
  @IsId() childId!: string;
  @IsExhibitReference() exhibitRef!: string;
  @IsText(60) kind!: string;
  @IsOptional() @IsText(500) description?: string;
  @IsOptional() @IsText(60) make?: string;
  @IsOptional() @IsText(60) model?: string;
  /** For a SIM, the number printed on it (ICCID). */
  @IsOptional() @IsText(60) serial?: string;
}

export const takeSubExhibit = sealDecision(TakeSubExhibit, (exhibit, command) => {
  const { exhibitId, childId, exhibitRef } = command;
  const { seal, reference } = exhibit;
  if (seal.is === 'sealed')
    return refuse('parent-sealed', 'Nothing is taken out of an exhibit before its seal is broken.', exhibit);
  if (childId === exhibitId) return refuse('part-of-itself', 'The part needs an id of its own.', exhibit);
  if (exhibit.children.includes(childId))
    return refuse('exhibit-already-recorded', 'This part was taken out before.', exhibit);
  if (reference === undefined || !mayBePartOf(reference, exhibitRef))
    return refuse(
      'not-its-parents-reference',
      `A part of ${reference} is ${reference}/1, or initials and a number.`,
      exhibit,
    );
  return [happened('SubExhibitTaken', { ...factsOf(command), parentId: exhibitId, parentRef: reference })];
});

/** AB/1/1 is a part of AB/1. The examiner may number in a series of their own instead: CD/1. Names alone don't tell whose. */
const mayBePartOf = (parent: string, part: string): boolean =>
  part.startsWith(`${parent}/`) || part.split('/').length === 2;
