import { arrestPerson } from './arrest-person.js';
import { bringCharge } from './bring-charge.js';
import { enterPlea } from './enter-plea.js';
import { extendBail } from './extend-bail.js';
import { grantBail } from './grant-bail.js';
import { passSentence } from './pass-sentence.js';
import { releaseUnderInvestigation } from './release-under-investigation.js';
import { remandInCustody } from './remand-in-custody.js';
import { returnVerdict } from './return-verdict.js';
import { takeNoFurtherAction } from './take-no-further-action.js';

/** The commands of a suspect, by the name they are routed and stored under. */
export const suspectDecisions = {
  ArrestPerson: arrestPerson,
  GrantBail: grantBail,
  ExtendBail: extendBail,
  ReleaseUnderInvestigation: releaseUnderInvestigation,
  BringCharge: bringCharge,
  RemandInCustody: remandInCustody,
  EnterPlea: enterPlea,
  ReturnVerdict: returnVerdict,
  PassSentence: passSentence,
  TakeNoFurtherAction: takeNoFurtherAction,
};
export { suspectAggregate, type Standing, type Suspect } from './suspect.js';
export { correctSuspectEntry, correctableSuspectEntries } from './correct-entry.js';
export { suspectErasure } from './erase.js';
export { suspectEvents, suspectStream } from './events.js';
