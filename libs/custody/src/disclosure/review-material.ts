import { factsOf } from '../kernel/command.js';
import { IsOneOf, IsText } from '../kernel/fields.js';
import { MaterialCommand, materialDecision } from './disclosure.js';
import { happened } from './events.js';

/** The test of CPIA 1996 s.3(1)(a). */
const OUTCOMES = ['undermines', 'assists', 'neither'] as const;

/** The disclosure officer asks whether an item undermines the prosecution's case or assists the accused's. */
export class ReviewMaterial extends MaterialCommand {
  @IsOneOf(OUTCOMES) outcome!: (typeof OUTCOMES)[number];
  @IsText(2000) reason!: string;
}

export const reviewMaterial = materialDecision(ReviewMaterial, (_material, command) => [
  happened('MaterialReviewed', factsOf(command)),
]);
