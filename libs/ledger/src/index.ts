export {
  EventIdTaken,
  LedgerUnavailable,
  NO_STREAM,
  START,
  type Ledger,
  type LedgerEvent,
  type Link,
  type Links,
  type Position,
  type SubscribeOptions,
  type Subscription,
  type Verdict,
} from './ledger.js';
export { KEY_FRESH_FOR_MS, SubjectErased, type SubjectKeys } from './subject-keys.js';
export { aborted, pause } from './pause.js';
export { masterKeyFrom, searchKeyOf } from './master-key.js';
export { SecretFileFault, secretIn } from './secret-file.js';
export { writeWhole } from './whole-file.js';
export { metadataOf, recordedEvent, UnreadableEvent, type Metadata, type StoredEvent } from './codec.js';
export { eventStoreUrlFault } from './eventstore/connection-string.js';
export { eventStoreLedger, type EventStoreLedgerOptions } from './eventstore/open.js';
export * as binaryArray from './postgres/binary-array.js';
export { postgresLedger, type PostgresLedgerOptions } from './postgres/postgres-ledger.js';
export { migrateAt } from './postgres/migrate.js';
export { postgresSubjectKeys, type PostgresSubjectKeysOptions } from './postgres/postgres-subject-keys.js';
