import { type CaseFile } from '../case/case-file.js';
import { type ExhibitCommand } from '../kernel/command.js';
import { refuse, type Decision, type Outcome, type Person, type Refusal } from '../kernel/decision.js';
import { counted } from '../kernel/words.js';
import { holderDecision } from './exhibit-decision.js';
import { type Exhibit, type ExhibitHappened } from './exhibit.js';
import { unlessHeld } from './holds.js';
import { isPartOf, kinIn, kinOf } from './kin.js';

const isGone = ({ custody }: Exhibit): boolean => custody.is === 'returned' || custody.is === 'destroyed';

/** A rule that ends an exhibit's way, for good. Rule 6: nothing holds it, no work is open on it, nothing of it is left behind. */
export const disposalDecision = <C extends ExhibitCommand>(
  command: new () => C,
  decide: (exhibit: Exhibit, command: C, by: Person) => Outcome<ExhibitHappened>,
): Decision<Exhibit, C, ExhibitHappened, CaseFile> =>
  holderDecision(
    command,
    (exhibit, given, by, setting) => unlessFree(exhibit, kinIn(setting)) ?? decide(exhibit, given, by),
    { looksAt: kinOf },
  );

function unlessFree(exhibit: Exhibit, kin: readonly Exhibit[]): Refusal | undefined {
  const { examination, discrepancies, alsoIn } = exhibit;
  const held = unlessHeld(exhibit, kin);
  if (held) return held;
  if (examination.is === 'started' || examination.is === 'paused')
    return refuse('examination-open', 'An examination of it is going on.', exhibit);
  const [discrepancy] = discrepancies;
  if (discrepancy) return refuse('discrepancy-open', `Not resolved yet: ${discrepancy.detail}`, exhibit);
  const left = kin.filter((other) => isPartOf(other, exhibit) && !isGone(other));
  if (left.length > 0) {
    const parts = left.map(({ reference = 'a part' }) => reference).join(', ');
    return refuse('undisposed-children', `First goes what was taken out of it: ${parts}.`, exhibit);
  }
  if (alsoIn.length > 0)
    return refuse('needed-in-another-case', `It is needed in ${counted(alsoIn.length, 'other case')}.`, exhibit);
  return undefined;
}
