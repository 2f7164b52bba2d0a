export { crc32 } from './crc32.js';
export { directory, localHeader, NotAPack, openZip, wholeText, type Bytes, type Stored } from './zip.js';
export {
  manifestText,
  PACK_FILES,
  PACK_FORMAT,
  packedEvent,
  type Manifest,
  type PackFile,
  type Redaction,
} from './format.js';
export { anchorFiles, encodeAnchors, encodeKeys, type KeysFile, type PackedAnchor } from './attested-files.js';
export { encodeEarlier, encodeHeads, type Earlier } from './heads-file.js';
export { readme } from './readme.js';
export { inWords, type Finding, type Report } from './findings.js';
export { type VerifyOptions } from './trust.js';
export { verifyPack } from './verify.js';
