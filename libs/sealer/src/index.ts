export { LogWriter, SealRefused } from './batch.js';
export { openSealedLog, SealedLog, type Replayed, type Sealed, type SealedStream } from './sealed-log.js';
export {
  migrateSealedLog,
  startSealer,
  type Sealer,
  type SealerLog,
  type SealerOptions,
  type SealLag,
} from './sealer.js';
export { signingKeyFrom } from './signing-key.js';
export { checkWholeLedger, type Checked, type Difference } from './check.js';
