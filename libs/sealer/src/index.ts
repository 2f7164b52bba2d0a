export { LogWriter } from './batch.js';
export { SealRefused } from './refused.js';
export { openSealedLog, SealedLog, type Replayed, type Sealed, type SealedStream } from './sealed-log.js';
export {
  migrateSealedLog,
  startSealer,
  type Sealer,
  type SealerLog,
  type SealerOptions,
  type SealLag,
} from './sealer.js';
export { cosignerFrom, signingKeyFrom } from './signing-key.js';
export { rotateKey } from './rotate.js';
export { startAttesting, type Attesting, type AttestingOptions } from './attesting.js';
export { parseWitness, type Witness } from './witnesses.js';
export { type Anchor } from './attested.js';
export { checkWholeLedger, type Checked, type Difference } from './check.js';
