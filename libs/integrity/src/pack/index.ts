export { directory, lines, localHeader, NotAPack, openZip, wholeText, type Bytes, type Stored } from './zip.js';
export { CaseUco } from './case-uco.js';
export {
  isExhibit,
  manifestText,
  PACK_FILES,
  PACK_FORMAT,
  packedEvent,
  packMark,
  parsePackedEvent,
  recordFile,
  redactionIn,
  redactionOf,
  type Manifest,
  type PackFile,
  type Redaction,
} from './format.js';
export { anchorFiles, encodeAnchors, encodeKeys, type KeysFile, type PackedAnchor } from './attested-files.js';
export { encodeEarlier, encodeHeads, type Earlier } from './heads-file.js';
export { readme } from './readme.js';
export { CODES, inWords, type Finding, type Report } from './findings.js';
export { verifyReceipt } from './receipts.js';
export { type VerifyOptions } from './trust.js';
export { checkEvents, type Elsewhere, type EventsAsked, type EventsLooked, type NodesAsked } from './in-parts.js';
export { verifyPack } from './verify.js';
