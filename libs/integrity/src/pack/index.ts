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
export { encodeEarlier, encodeHeads, type Earlier } from './heads-file.js';
export { readme } from './readme.js';
export { inWords, type Finding, type Report } from './findings.js';
export { verifyPack, type VerifyOptions } from './verify.js';
