export { type Json, type JsonObject, JsonProfileError, parseJson, textFault } from './json.js';
export { canonical, isPlain } from './canonical.js';
export { attempt } from './attempt.js';
export { sha256 } from './hashing.js';
export { ACTOR_NAME, commitmentOf, encodeDisclosure, saltOf, type Disclosure } from './commitment.js';
export { isSealed, openValue, sealValue, type Place, type SealedValue } from './personal.js';
export {
  disclosuresOf,
  eventHash,
  NO_EVENT,
  openFacts,
  recordEvent,
  type Actor,
  type KeyOf,
  type Randomness,
  type RecordedEvent,
  type Unrecorded,
} from './event.js';
export { misfitsOf, type Misfit } from './misfits.js';
export { checkStream, type Damage, type DamageKind } from './chain.js';
export * from './log/merkle.js';
export * from './log/tiles.js';
export * from './log/entry.js';
export * from './log/note.js';
export * from './log/checkpoint.js';
export * from './log/proof-file.js';
export * from './log/receipt.js';
export * from './log/rotation.js';
export * from './log/cosignature.js';
export { counted } from './words.js';
export { BadStamp } from './time/bad-stamp.js';
export { revocationListsFrom, type RevocationLists } from './time/revocation.js';
export * from './time/stamp.js';
export * from './log/heads.js';
export * from './pack/index.js';
