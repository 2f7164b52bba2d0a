import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { examinationDecision, unlessOnTheBench } from './bench.js';
import { happened } from './events.js';
import { kinIn, parentOf } from './kin.js';

/** Work goes on, where it could be started. Rules 2, 3 and 4. */
export class ResumeExamination extends ExhibitCommand {}

export const resumeExamination = examinationDecision(
  ResumeExamination,
  (open, command, { exhibit, by, setting }) =>
    open.is === 'paused'
      ? (unlessOnTheBench(exhibit, by, kinIn(setting)) ?? [happened('ExaminationResumed', factsOf(command))])
      : refuse('examination-not-paused', 'The examination is not paused.', exhibit),
  { looksAt: parentOf },
);
