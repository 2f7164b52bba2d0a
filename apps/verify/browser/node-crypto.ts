import { sha256 } from '@noble/hashes/sha2';

/** What libs/integrity takes of node:crypto, for a browser: Web Crypto cannot hash without a promise for each of a million. */
export function hash(_algorithm: 'sha256', bytes: string | Uint8Array, encoding: BufferEncoding | 'buffer' = 'hex') {
  const digest = Buffer.from(sha256(typeof bytes === 'string' ? Buffer.from(bytes) : bytes));
  return encoding === 'buffer' ? digest : digest.toString(encoding);
}

export function createHash(_algorithm: 'sha256') {
  const running = sha256.create();
  const hashing = {
    update(bytes: string | Uint8Array) {
      running.update(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
      return hashing;
    },
    digest: (encoding: BufferEncoding) => Buffer.from(running.digest()).toString(encoding),
  };
  return hashing;
}

/** Sealed values stand in the ledger, never in a pack: whoever verifies has nothing to open, and no key. */
function nothingIsSealed(): never {
  throw new Error('A pack holds no sealed values');
}
export { nothingIsSealed as createCipheriv, nothingIsSealed as createDecipheriv };
