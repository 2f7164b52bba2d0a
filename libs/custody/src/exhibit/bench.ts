import { type CaseFile } from '../case/case-file.js';
import { type ExhibitCommand } from '../kernel/command.js';
import {
  refuse,
  type Decision,
  type Looks,
  type Outcome,
  type Person,
  type Refusal,
  type Setting,
} from '../kernel/decision.js';
import { exhibitDecision } from './exhibit-decision.js';
import { type Exhibit, type ExhibitHappened, type OpenExamination } from './exhibit.js';
import { unlessShut } from './holds.js';

type Unit = Pick<Person, 'unit' | 'force'>;
const sameUnit = (a: Unit, b: Unit): boolean => a.unit === b.unit && a.force === b.force;

/** Rules 2, 3 and 4: an examination goes on only where the lab holds the exhibit, opened, with nothing about it in doubt or shut. */
export function unlessOnTheBench(exhibit: Exhibit, by: Person, kin: readonly Exhibit[]): Refusal | undefined {
  const { custody, seal, discrepancies } = exhibit;
  if (by.role !== 'examiner')
    return refuse('not-an-examiner', `${by.name} is not an examiner but ${by.role}.`, exhibit);
  if (custody.is !== 'held') return refuse('not-held', `An exhibit that is ${custody.is} is not at a lab.`, exhibit);
  if (!sameUnit(custody.holder, by))
    return refuse('not-held-by-the-lab', `It is held by ${custody.holder.name}, ${custody.holder.unit}.`, exhibit);
  const [discrepancy] = discrepancies;
  if (discrepancy) return refuse('discrepancy-open', `Not resolved yet: ${discrepancy.detail}`, exhibit);
  if (seal.is === 'sealed')
    return refuse(
      'still-sealed',
      `It is sealed ${seal.number}: the seal is broken, and that recorded, first.`,
      exhibit,
    );
  return unlessShut(exhibit, kin);
}

/** What an examination meets beside itself. */
interface Met {
  readonly exhibit: Exhibit;
  readonly by: Person;
  readonly setting: Setting<CaseFile>;
}

/** A rule of an examination that is going on, met by an examiner of the lab where it was started. Rule 4. */
export const examinationDecision = <C extends ExhibitCommand>(
  command: new () => C,
  decide: (open: OpenExamination, command: C, met: Met) => Outcome<ExhibitHappened>,
  looks: Looks<Exhibit, C> = {},
): Decision<Exhibit, C, ExhibitHappened, CaseFile> =>
  exhibitDecision(
    command,
    (exhibit, given, by, setting) => {
      const { examination } = exhibit;
      if (examination.is !== 'started' && examination.is !== 'paused')
        return refuse('no-open-examination', 'No examination of it is going on.', exhibit);
      if (by.role !== 'examiner' || !sameUnit(examination.lab, by))
        return refuse('not-its-examiner', `It is examined at ${examination.lab.unit}, by examiners there.`, exhibit);
      return decide(examination, given, { exhibit, by, setting });
    },
    looks,
  );
