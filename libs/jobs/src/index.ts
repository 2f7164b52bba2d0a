export {
  CustodyRecords,
  custodyRecords,
  type CustodyRecordsOffice,
  type CustodyRecordsOptions,
  type RecordStatus,
} from './custody-record/custody-records.js';
export { UnknownExhibit } from './custody-record/request.js';
export { startWorker, type JobLog, type WorkerOptions } from './custody-record/worker.js';
export { startEraser, type EraserOptions } from './erasure/eraser.js';
export { queueConnection, type JobWorker, type QueueConnection } from './queues/queue-connection.js';
export { checkEverything, type CheckResult } from './check/check-everything.js';
export { keyRotationsIn } from './check/key-changes.js';
export { Checks, migrateChecks, startChecker, type Check, type SealerTold } from './check/checks.js';
export { auditPdf, looksPdf, subjectAccessPdf, type AuditAnswer } from './custody-record/pdf/audit-pdf.js';
export { buildPack, type Built, type PackSources } from './pack/build.js';
export { disclosurePacks, type PackItem, type Packs } from './pack/packs.js';
export { type PackRequest } from './pack/request.js';
export { startPackWorker } from './pack/worker.js';
