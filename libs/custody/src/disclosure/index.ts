import { agreeToInclusion } from './agree-to-inclusion.js';
import { certifySchedule } from './certify-schedule.js';
import { disclosePack } from './disclose-pack.js';
import { recordPack } from './record-pack.js';
import { requestPack } from './request-pack.js';
import { reviewMaterial } from './review-material.js';
import { scheduleMaterial } from './schedule-material.js';
import { withholdMaterial } from './withhold-material.js';

/** The commands of disclosure, by the name they are routed and stored under. */
export const disclosureDecisions = {
  ScheduleMaterial: scheduleMaterial,
  ReviewMaterial: reviewMaterial,
  WithholdMaterial: withholdMaterial,
  CertifySchedule: certifySchedule,
  RequestPack: requestPack,
  AgreeToInclusion: agreeToInclusion,
  RecordPack: recordPack,
  DisclosePack: disclosePack,
};
export { disclosureAggregate, SCHEDULES, type Schedule } from './disclosure.js';
export { disclosureEvents, disclosureStream, redactionsIn, type DisclosureFacts } from './events.js';
export { keptBack, scheduledEntries, tellsWhatIsKeptBack, type KeptBack } from './kept-back.js';
export { type InclusionAsked } from './request-pack.js';
