import { createCipheriv, createDecipheriv } from 'node:crypto';
import { canonical } from './canonical.js';
import { b64u, hmac } from './hashing.js';
import { type Json, type JsonObject } from './json.js';

const CIPHER = 'aes-256-gcm';
/** Length of the random nonce of AES-GCM (NIST SP 800-38D section 8.2.2): good for 2^32 values under one subject's key. */
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A personal value as the ledger keeps it: AES-256-GCM under its data subject's key, base64url of nonce, ciphertext, tag. */
export interface SealedValue extends JsonObject {
  readonly sealed: string;
  readonly subject: string;
}

/** Where a personal value stands: bound into its ciphertext, so that it cannot be moved to another field or event. */
export interface Place {
  readonly eventId: string;
  readonly name: string;
  readonly subject: string;
}

/** Derived once for a subject's key, and gone with it. */
const derived = new WeakMap<Uint8Array, Uint8Array>();
function encryptionKey(subjectKey: Uint8Array): Uint8Array {
  const known = derived.get(subjectKey);
  if (known) return known;
  // In memory of its own: a small Buffer is part of 8 KB shared with short-lived ones, and would hold all of them.
  const key = new Uint8Array(hmac(subjectKey, 'continuity/personal/v1'));
  derived.set(subjectKey, key);
  return key;
}

const bound = ({ eventId, name, subject }: Place) =>
  Buffer.from(`[${canonical(eventId)},${canonical(name)},${canonical(subject)}]`);

/**
 * @param subjectKey 32 bytes.
 * @param nonce 12 random bytes, MUST NOT be used twice under one key: AES-GCM then gives away both values and forgeries.
 */
export function sealValue(value: Json, subjectKey: Uint8Array, place: Place, nonce: Uint8Array): SealedValue {
  if (nonce.byteLength !== NONCE_BYTES) throw new RangeError(`A nonce has ${NONCE_BYTES} bytes`);
  const cipher = createCipheriv(CIPHER, encryptionKey(subjectKey), nonce).setAAD(bound(place));
  const sealed = Buffer.concat([nonce, cipher.update(canonical(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { sealed: b64u(sealed), subject: place.subject };
}

/** @throws Error when the ciphertext was altered, moved to another place, or the key is another subject's. */
export function openValue(value: SealedValue, subjectKey: Uint8Array, place: Place): Json {
  const bytes = Buffer.from(value.sealed, 'base64url');
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, encryptionKey(subjectKey), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(bound(place))
    .setAuthTag(bytes.subarray(end));
  const plain = decipher.update(bytes.subarray(NONCE_BYTES, end));
  decipher.final(); // it has nothing more to give: it throws when anything was altered
  return JSON.parse(plain.toString()) as Json;
}

/** Whether a stored value has the shape of a sealed one, which no readable fact may have. */
export function isSealed(value: Json | undefined): value is SealedValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { sealed, subject } = value as JsonObject;
  return typeof sealed === 'string' && typeof subject === 'string' && Object.keys(value).length === 2;
}
