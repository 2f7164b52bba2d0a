import { canonical } from './canonical.js';
import { hmac, sha256 } from './hashing.js';
import { type Json } from './json.js';

const SALT_BYTES = 16;

/** What the holder of a field's value shows to have it checked: salt, name and value, as RFC 9901 section 4.2.1 writes them. */
export interface Disclosure {
  readonly salt: string;
  readonly name: string;
  readonly value: Json;
}

/**
 * The name under which an actor's name is disclosed. No fact may have it: a disclosure then says by itself which of the two it
 * is, and the salt derived from it is used once.
 */
export const ACTOR_NAME = 'actor.name';

/**
 * The salt of one field, 128 bits, derived so that it need not be stored.
 *
 * @param key the event's own secret or, for what a personal field says, the key of its data subject: destroy that key and the
 * value can no longer be guessed back from its digest.
 */
export function saltOf(key: Uint8Array, eventId: string, name: string): string {
  return hmac(key, `continuity/salt/v1\n${eventId}\n${name}`).subarray(0, SALT_BYTES).toString('base64url');
}

/** RFC 9901 section 4.2.1: base64url of the JSON array [salt, name, value], the value in RFC 8785 form. */
export function encodeDisclosure({ salt, name, value }: Disclosure): string {
  return Buffer.from(`[${canonical(salt)},${canonical(name)},${canonical(value)}]`).toString('base64url');
}

/** RFC 9901 section 4.2.3: SHA-256 over the ASCII of the encoded disclosure, base64url. This is what an event's hash covers. */
export const commitmentOf = (disclosure: Disclosure): string => sha256(encodeDisclosure(disclosure));

/**
 * The commitment to an event's secret. It lets an exchanged secret be told from exchanged fields, and is the decoy digest of
 * RFC 9901 section 4.2.5: an event without facts has commitments too.
 */
export const commitmentOfSecret = (secret: string, eventId: string): string =>
  sha256(`continuity/secret/v1\n${eventId}\n${secret}`);

/** The commitment to the fingerprint of what was asked, salted with the secret: on its own it could be guessed at. */
export const commitmentOfFingerprint = (secret: string, fingerprint: string): string =>
  sha256(`continuity/fingerprint/v1\n${secret}\n${fingerprint}`);
