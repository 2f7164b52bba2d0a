import { acquireImage } from './acquire-image.js';
import { applySeal } from './apply-seal.js';
import { breakSeal } from './break-seal.js';
import { completeExamination } from './complete-examination.js';
import { detectDevice } from './detect-device.js';
import { issueReport } from './issue-report.js';
import { makeNote } from './make-note.js';
import { pauseExamination } from './pause-examination.js';
import { raiseDiscrepancy } from './raise-discrepancy.js';
import { receiveCustody } from './receive-custody.js';
import { refuseCustody } from './refuse-custody.js';
import { requestExamination } from './request-examination.js';
import { resolveDiscrepancy } from './resolve-discrepancy.js';
import { resumeExamination } from './resume-examination.js';
import { seizeDevice } from './seize-device.js';
import { startExamination } from './start-examination.js';
import { storeExhibit } from './store-exhibit.js';
import { takeSubExhibit } from './take-sub-exhibit.js';
import { transferCustody } from './transfer-custody.js';

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
};
export {
  exhibitAggregate,
  type Custody,
  type Discrepancy,
  type Examination,
  type Exhibit,
  type Seal,
} from './exhibit.js';
export { exhibitEvents, exhibitStream } from './events.js';
export { imeiChecks } from './imei.js';
export { POWERS } from './seize-device.js';
