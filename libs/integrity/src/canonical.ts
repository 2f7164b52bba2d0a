import canonicalize from 'canonicalize';
import { type Json, type JsonObject } from './json.js';

/**
 * The RFC 8785 form of a value: the one text that is hashed.
 *
 * @throws Error on NaN, infinities, lone surrogates and undefined (there is no canonical form of them).
 */
export function canonical(value: Json): string {
  if (typeof value === 'string') return canonicalText(value);
  if (isObject(value)) return canonicalObject(value);
  const text = canonicalize(value);
  if (text === undefined) throw new Error('A value without a JSON form cannot be hashed');
  return text;
}

const PLAIN = /^[ !#-[\]-~]*$/;
/** What JSON writes between quotes as it is, as nearly every text is: told in a third of the time of writing it. */
export const isPlain = (text: string): boolean => PLAIN.test(text);

/** RFC 8785 section 3.2.2.2 writes a string as ECMAScript's JSON.stringify does, lone surrogates apart. */
export function canonicalText(text: string): string {
  if (isPlain(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new Error('Half of a surrogate pair cannot be hashed');
  return JSON.stringify(text);
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** RFC 8785 section 3.2.3: names sorted by their UTF-16 code units, which is how ECMAScript sorts. */
function canonicalObject(object: JsonObject): string {
  const members: string[] = [];
  for (const name of Object.keys(object).sort()) {
    const value = object[name];
    if (value !== undefined) members.push(`${canonicalText(name)}:${canonical(value)}`);
  }
  return `{${members.join(',')}}`;
}
