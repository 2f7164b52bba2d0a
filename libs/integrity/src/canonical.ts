import canonicalize from 'canonicalize';
import { type Json, type JsonObject } from './json.js';

/**
 * The RFC 8785 form of a value: the one text that is hashed.
 *
 * @throws Error on NaN, infinities, lone surrogates and undefined (there is no canonical form of them).
 */
export function canonical(value: Json): string {
  if (typeof value === 'string') return canonicalText(value);
  const text = canonicalize(value);
  if (text === undefined) throw new Error('A value without a JSON form cannot be hashed');
  return text;
}

/**
 * The same text as `canonical` for an object whose names stand in order at every depth (RFC 8785 section 3.2.3) and whose
 * numbers are integers, several times faster. MUST NOT be given anything whose order was not written out in our own code.
 */
export function canonicalInOrder(value: JsonObject): string {
  const text = JSON.stringify(value);
  // Half of a surrogate pair comes out of JSON.stringify as an escape; whether that is what this is, `canonical` decides.
  return text.includes('\\ud') ? canonical(value) : text;
}

/** The same fields in the order of RFC 8785 section 3.2.3: by UTF-16 code units, as ECMAScript compares strings. */
export const inOrder = (flat: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(flat).sort(([a], [b]) => (a < b ? -1 : 1)));

/** RFC 8785 section 3.2.2.2 writes a string as ECMAScript's JSON.stringify does, lone surrogates apart. */
function canonicalText(text: string): string {
  if (!text.isWellFormed()) throw new Error('Half of a surrogate pair cannot be hashed');
  return JSON.stringify(text);
}
