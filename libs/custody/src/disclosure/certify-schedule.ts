import { CaseCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsOneOf } from '../kernel/fields.js';
import { counted } from '../kernel/words.js';
import { officerDecision, SCHEDULES, shown, type Schedule } from './disclosure.js';
import { happened } from './events.js';

/** The disclosure officer signs that a schedule is complete; one without items is a nil return, which is signed too. */
export class CertifySchedule extends CaseCommand {
  @IsOneOf(SCHEDULES) schedule!: Schedule;
}

export const certifySchedule = officerDecision(CertifySchedule, (of, command) => {
  const items = [...of.materials.values()].filter(({ schedule }) => schedule === command.schedule);
  const unread = items.filter(({ reviewed }) => !reviewed);
  if (unread.length > 0)
    return refuse('not-reviewed', `First ${counted(unread.length, 'item')} on it must be reviewed.`, shown(of));
  return [happened('ScheduleCertified', { ...factsOf(command), items: items.length })];
});
