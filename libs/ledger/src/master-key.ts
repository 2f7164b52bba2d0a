import { hkdfSync, randomBytes } from 'node:crypto';
import { secretIn, SecretFileFault } from './secret-file.js';

const KEY_BYTES = 32;

/**
 * The master key in a file (base64 of 32 bytes, for its owner only), made when there is no such file. Without this file no
 * personal value can be read: it is backed up apart from the database.
 *
 * @throws SecretFileFault when what the file holds is not a key, or others than its owner can read it.
 */
export async function masterKeyFrom(file: string): Promise<Uint8Array> {
  const text = await secretIn(file, 'the master key', () => `${randomBytes(KEY_BYTES).toString('base64')}\n`);
  const key = Buffer.from(text, 'base64');
  // Node's decoder passes over what is not base64; written out again it shows.
  if (key.length !== KEY_BYTES || key.toString('base64') !== text.trim())
    throw new SecretFileFault(`${file} does not hold a master key: base64 of ${KEY_BYTES} bytes`);
  return new Uint8Array(key);
}

/** The key of the index of names, derived from the master key (RFC 5869): without it the index says nothing of anybody. */
export const searchKeyOf = (masterKey: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, '', 'continuity/search/v1', KEY_BYTES));
