import { CaseCommand, factsOf } from '../kernel/command.js';
import { IsOneOf, IsText } from '../kernel/fields.js';
import { caseHappened } from './events.js';
import { openCaseDecision } from './unless-open.js';

/** The words of the CPS Disclosure Manual (chapters 8 and 9) for material; a case is as sensitive as its material. */
export const SENSITIVITIES = ['standard', 'sensitive', 'highly sensitive'] as const;

/** Says how closely the case is kept. */
export class SetSensitivity extends CaseCommand {
  @IsOneOf(SENSITIVITIES) level!: (typeof SENSITIVITIES)[number];
  @IsText(500) reason!: string;
}

export const setSensitivity = openCaseDecision(SetSensitivity, (_file, command) => [
  caseHappened('SensitivitySet', factsOf(command)),
]);
