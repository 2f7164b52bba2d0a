import { type CaseFile } from '../case/case-file.js';
import { type Happened } from '../kernel/catalogue.js';
import { type SuspectCommand } from '../kernel/command.js';
import { refuse, type Decision, type Outcome } from '../kernel/decision.js';
import { type suspectEvents } from './events.js';
import { type Proceedings } from './proceedings.js';
import { suspectDecision, type Suspect } from './suspect.js';

type SuspectHappened = Happened<typeof suspectEvents>;

/** A rule of what a court does: it has a charge before it that it has not dealt with. Rule 8. */
export const courtDecision = <C extends SuspectCommand>(
  command: new () => C,
  decide: (proceedings: Proceedings, command: C, suspect: Suspect) => Outcome<SuspectHappened>,
): Decision<Suspect, C, SuspectHappened, CaseFile> =>
  suspectDecision(command, (suspect, given) => {
    const { proceedings } = suspect;
    if (!proceedings) return refuse('not-charged', 'Nobody has brought a charge.', suspect);
    if (proceedings.sentenced) return refuse('already-sentenced', 'Sentence was passed already.', suspect);
    if (proceedings.verdict === 'not-guilty') return refuse('acquitted', 'The verdict was not guilty.', suspect);
    return decide(proceedings, given, suspect);
  });
