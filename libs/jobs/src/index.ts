export {
  CustodyRecords,
  custodyRecords,
  type CustodyRecordsOffice,
  type CustodyRecordsOptions,
  type RecordStatus,
} from './custody-record/custody-records.js';
export { UnknownExhibit } from './custody-record/request.js';
export { startWorker, type JobLog, type WorkerOptions } from './custody-record/worker.js';
export { queueConnection, type JobWorker, type QueueConnection } from './queues/queue-connection.js';
export { buildPack, type PackSources } from './pack/build.js';
export { disclosurePacks, NothingSealed, startPackWorker, type PackItem, type Packs } from './pack/packs.js';
export { auditPdf, type AuditAnswer } from './custody-record/pdf/audit-pdf.js';
