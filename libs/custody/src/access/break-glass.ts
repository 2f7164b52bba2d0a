import { type CaseFile } from '../case/case-file.js';
import { type Happened } from '../kernel/catalogue.js';
import { CaseCommand } from '../kernel/command.js';
import { refuse, type Decision } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { isOpenTo, type OpenedCase } from './access.js';
import { happened, type breakGlassEvents } from './events.js';

const OPEN_FOR_MS = 4 * 60 * 60 * 1_000;

/** Opens a case for a few hours to somebody who is not on it and cannot wait. A supervisor is told at once. */
export class BreakGlass extends CaseCommand {
  /** Why it could not wait for an assignment. */
  @IsText(500) reason!: string;
}

export const breakGlass: Decision<OpenedCase, BreakGlass, Happened<typeof breakGlassEvents>, CaseFile> = {
  command: BreakGlass,
  decide(opened, { reason }, by, { now, theCase }) {
    if (theCase.is === 'not opened') return refuse('case-not-opened', 'No case with this id was opened.', theCase);
    if (isOpenTo(opened, by.id, now))
      return refuse('open-already', 'Break-glass has opened this case to you already.', opened);
    return [happened('BreakGlassUsed', { reason, until: new Date(Date.parse(now) + OPEN_FOR_MS).toISOString() })];
  },
};
