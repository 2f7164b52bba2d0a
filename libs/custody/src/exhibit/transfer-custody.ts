import { IsOptional } from 'class-validator';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsPersonId, IsSealNumber, IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { standInDecision } from './exhibit-decision.js';

/** The holder hands the sealed exhibit to a named person. Rules 1 and 3. */
export class TransferCustody extends ExhibitCommand {
  /** Id of the person. */
  @IsPersonId() to!: string;
  @IsText(200) purpose!: string;
  @IsSealNumber() sealNumber!: string;
  /** Under which the two forces share what they learn, where they are two. */
  @IsOptional() @IsText(200) agreementRef?: string;
  /** Why a supervisor hands it over in the holder's stead, and answers for it from then on. */
  @IsOptional() @IsText(500) standInReason?: string;
}

export const transferCustody = standInDecision(TransferCustody, (exhibit, command, by) => {
  const { seal } = exhibit;
  if (command.to === by.id) return refuse('handed-to-oneself', 'The receiver must be somebody else.', exhibit);
  if (seal.is !== 'sealed') return refuse('not-sealed', 'It is sealed, with a new number, before it leaves.', exhibit);
  if (seal.number !== command.sealNumber)
    return refuse('not-its-seal', `It is sealed ${seal.number}, not ${command.sealNumber}.`, exhibit);
  return [happened('CustodyTransferred', factsOf(command))];
});
