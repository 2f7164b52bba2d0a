import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { refuse } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { happened } from './events.js';
import { exhibitDecision } from './exhibit-decision.js';

/** The report on a completed examination goes out; also when another was asked for since. */
export class IssueReport extends ExhibitCommand {
  @IsText(100) reference!: string;
}

export const issueReport = exhibitDecision(IssueReport, (exhibit, command) =>
  exhibit.examinationsCompleted === 0
    ? refuse('no-results', 'No examination of it has been completed.', exhibit)
    : [happened('ReportIssued', factsOf(command))],
);
