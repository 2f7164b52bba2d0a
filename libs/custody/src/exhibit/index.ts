import { acquireImage } from './acquire-image.js';
import { addAttachment } from './add-attachment.js';
import { applySeal } from './apply-seal.js';
import { authoriseDestruction } from './authorise-destruction.js';
import { breakSeal } from './break-seal.js';
import { completeExamination } from './complete-examination.js';
import { destroyDevice } from './destroy-device.js';
import { detectDevice } from './detect-device.js';
import { holdRetention } from './hold-retention.js';
import { issueReport } from './issue-report.js';
import { linkCase, unlinkCase } from './link-case.js';
import { linkAsSame, undoLink } from './link-same.js';
import { makeNote } from './make-note.js';
import { claimOwnership, settleOwnership } from './owners.js';
import { pauseExamination } from './pause-examination.js';
import { raiseDiscrepancy } from './raise-discrepancy.js';
import { receiveCustody } from './receive-custody.js';
import { refuseCustody } from './refuse-custody.js';
import { relabelExhibit } from './relabel-exhibit.js';
import { releaseRetention } from './release-retention.js';
import { reportRejectedEntry } from './report-rejected-entry.js';
import { reportSighting } from './report-sighting.js';
import { requestExamination } from './request-examination.js';
import { resolveDiscrepancy } from './resolve-discrepancy.js';
import { resumeExamination } from './resume-examination.js';
import { returnDevice } from './return-device.js';
import { seizeDevice } from './seize-device.js';
import { startExamination } from './start-examination.js';
import { storeExhibit } from './store-exhibit.js';
import { takeSubExhibit } from './take-sub-exhibit.js';
import { transferCustody } from './transfer-custody.js';
import { verifyImage } from './verify-image.js';

/** The commands of an exhibit, by the name they are routed and stored under. */
export const exhibitDecisions = {
  DetectDevice: detectDevice,
  SeizeDevice: seizeDevice,
  ApplySeal: applySeal,
  BreakSeal: breakSeal,
  TransferCustody: transferCustody,
  ReceiveCustody: receiveCustody,
  RefuseCustody: refuseCustody,
  StoreExhibit: storeExhibit,
  TakeSubExhibit: takeSubExhibit,
  RequestExamination: requestExamination,
  StartExamination: startExamination,
  AcquireImage: acquireImage,
  PauseExamination: pauseExamination,
  ResumeExamination: resumeExamination,
  CompleteExamination: completeExamination,
  IssueReport: issueReport,
  MakeNote: makeNote,
  RaiseDiscrepancy: raiseDiscrepancy,
  ResolveDiscrepancy: resolveDiscrepancy,
  AddAttachment: addAttachment,
  HoldRetention: holdRetention,
  ReleaseRetention: releaseRetention,
  ReturnDevice: returnDevice,
  AuthoriseDestruction: authoriseDestruction,
  DestroyDevice: destroyDevice,
  ReportSighting: reportSighting,
  VerifyImage: verifyImage,
  ReportRejectedEntry: reportRejectedEntry,
  RelabelExhibit: relabelExhibit,
  LinkCase: linkCase,
  UnlinkCase: unlinkCase,
  LinkAsSame: linkAsSame,
  UndoLink: undoLink,
  ClaimOwnership: claimOwnership,
  SettleOwnership: settleOwnership,
};
export {
  exhibitAggregate,
  type Custody,
  type Discrepancy,
  type Examination,
  type Exhibit,
  type Seal,
} from './exhibit.js';
export { continuity, type ChainEntry, type Continuity, type Doubt, type Flaw, type Leg } from './continuity.js';
export { correctExhibitEntry, correctableExhibitEntries } from './correct-entry.js';
export { exhibitErasure } from './erase.js';
export { exhibitEvents, exhibitStream } from './events.js';
export { HOLDS } from './holds.js';
export { imeiChecks } from './imei.js';
export { POWERS } from './seize-device.js';
