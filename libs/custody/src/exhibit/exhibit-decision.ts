import { type CaseFile } from '../case/case-file.js';
import { unlessAnotherCase } from '../case/unless-another-case.js';
import { type ExhibitCommand } from '../kernel/command.js';
import { guarded, refuse, type Guard, type Person, type Refusal } from '../kernel/decision.js';
import { type Exhibit, type ExhibitHappened } from './exhibit.js';

type ExhibitGuard = Guard<Exhibit, ExhibitCommand>;

export const unlessRecorded = (exhibit: Exhibit): Refusal | undefined =>
  exhibit.custody.is === 'not recorded'
    ? refuse('exhibit-not-recorded', 'No exhibit with this id is in the ledger.', exhibit)
    : undefined;

/** Rule 1: between handing over and receiving, nothing else happens to it. */
const notInTransit: ExhibitGuard = (exhibit) =>
  exhibit.custody.is === 'in transit'
    ? refuse('in-transit', `It is in transit to ${exhibit.custody.to}, who has not received it.`, exhibit)
    : undefined;

/** Rule 6: returned or destroyed is final. */
const notGone: ExhibitGuard = (exhibit) =>
  exhibit.custody.is === 'returned' || exhibit.custody.is === 'destroyed'
    ? refuse(`already-${exhibit.custody.is}`, `It was ${exhibit.custody.is}: that is final.`, exhibit)
    : undefined;

/** Rule 1: one holder, who alone acts on it. */
const heldByThem: ExhibitGuard = (exhibit, _command, by) => {
  const { custody } = exhibit;
  if (custody.is !== 'held')
    return refuse('not-held', `An exhibit that is ${custody.is} is in nobody's hands.`, exhibit);
  if (custody.holder.id !== by.id) return refuse('not-the-holder', `It is held by ${custody.holder.name}.`, exhibit);
  return undefined;
};

/** Rule 2: a seal that was not as it was sent is left as it was found until a supervisor has resolved why. */
const sealAsSent: ExhibitGuard = (exhibit) =>
  exhibit.seal.is === 'compromised'
    ? refuse('seal-compromised', 'Its seal was not as it was sent: a supervisor resolves that first.', exhibit)
    : undefined;

function heldOrStoodInFor(exhibit: Exhibit, command: ExhibitCommand & { standInReason?: string }, by: Person) {
  const standsIn = exhibit.custody.is === 'held' && by.role === 'supervisor' && command.standInReason !== undefined;
  return standsIn ? undefined : heldByThem(exhibit, command, by);
}

const rule = (...guards: readonly ExhibitGuard[]) =>
  guarded<Exhibit, ExhibitCommand, ExhibitHappened, CaseFile>(...guards);

/** A rule that may begin an exhibit's record. */
export const firstDecision = rule(unlessAnotherCase);
/** A rule of what is said about an exhibit, or ends its way: it applies in transit too. */
export const anywhereDecision = rule(unlessRecorded, unlessAnotherCase);
/** A rule of an exhibit that is not on its way to somebody. */
export const exhibitDecision = rule(unlessRecorded, unlessAnotherCase, notInTransit);
/** A rule of an exhibit that the police still have, wherever. */
export const presentDecision = rule(unlessRecorded, unlessAnotherCase, notGone);
/** A rule that only the holder can meet. */
export const holderDecision = rule(unlessRecorded, unlessAnotherCase, notInTransit, notGone, heldByThem);
/** A rule that only the holder can meet, and that relies on the seal. */
export const sealDecision = rule(unlessRecorded, unlessAnotherCase, notInTransit, notGone, heldByThem, sealAsSent);
/** The same, where a supervisor may stand in for a holder who died, left or will not, and says why. */
export const standInDecision = rule(
  unlessRecorded,
  unlessAnotherCase,
  notInTransit,
  notGone,
  heldOrStoodInFor,
  sealAsSent,
);
