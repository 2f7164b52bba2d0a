import { IsOptional } from 'class-validator';
import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsPersonId, IsText } from '../kernel/fields.js';
import { unlessOnTheBench } from './bench.js';
import { happened } from './events.js';
import { exhibitDecision } from './exhibit-decision.js';
import { kinIn, parentOf } from './kin.js';

/** Work begins on an exhibit that the lab holds and was asked about. Rules 2, 3 and 4. */
export class StartExamination extends ExhibitCommand {
  /** Id of the person. */
  @IsPersonId() examiner!: string;
  @IsText(200) method!: string;
  @IsOptional() @IsText(200) tool?: string;
}

export const startExamination = exhibitDecision(
  StartExamination,
  (exhibit, command, by, setting) => {
    const { examination } = exhibit;
    if (examination.is === 'started' || examination.is === 'paused')
      return refuse('examination-open', 'An examination of it is going on: one at a time.', exhibit);
    if (examination.is !== 'requested')
      return refuse('not-requested', 'Nobody has asked for an examination of it.', exhibit);
    return unlessOnTheBench(exhibit, by, kinIn(setting)) ?? [happened('ExaminationStarted', factsOf(command))];
  },
  { looksAt: parentOf },
);
