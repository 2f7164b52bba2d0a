export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Where a JSON text breaks the ledger's profile; `path` is dotted, empty for the document itself. */
export interface JsonFault {
  readonly path: string;
  readonly message: string;
}

export class JsonProfileError extends Error {
  constructor(readonly faults: readonly JsonFault[]) {
    super(faults.map(({ path, message }) => `${path || 'body'}: ${message}`).join('; '));
    this.name = 'JsonProfileError';
  }
}

const MAX_DEPTH = 32;
/** A hostile text of a million faults under a name of a megabyte is told this much of them, no more. */
const MAX_FAULTS = 20;
const MAX_PATH = 200;

const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;
/** Every noncharacter has one of these UTF-16 code units, hardly any other text does; many times quicker to look for. */
const NONCHARACTER_UNIT = /[\ufdd0-\ufdef\ufffe\uffff\udffe\udfff]/;

/** What keeps a text from being stored and hashed byte for byte; undefined when nothing does. */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain the NUL character';
  if (!text.isWellFormed()) return 'must not contain half of a surrogate pair';
  if (NONCHARACTER_UNIT.test(text) && NONCHARACTER.test(text))
    return 'must not contain what Unicode says is no character';
  return undefined;
}

/**
 * Parses JSON under the ledger's profile (I-JSON, RFC 7493, and narrower): no duplicate names, no lone surrogates or
 * noncharacters, no NUL (PostgreSQL text cannot hold it), numbers only as integers up to 2^53 - 1, written as such, at most 32
 * levels. What passes can be canonicalised by RFC 8785 and read back as the same bytes anywhere.
 *
 * @throws SyntaxError when the text is not JSON at all; JsonProfileError naming the offending paths otherwise.
 */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  new Reading(text).check();
  return value;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const BEGIN_ARRAY = 0x5b;
const END_ARRAY = 0x5d;
const BEGIN_OBJECT = 0x7b;
const END_OBJECT = 0x7d;
const LETTER_F = 0x66;
const MINUS = 0x2d;
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;

/**
 * One pass over a text that JSON.parse has taken, looking for what it takes in silence: it keeps the last of two equal names
 * and rounds numbers, and a court must never wonder what was meant. By character codes, since every command comes through here.
 */
class Reading {
  readonly #text: string;
  /** Most texts hold nothing, raw or escaped, that a string may not hold: their strings are passed over unread. */
  readonly #suspicious: boolean;
  readonly #path: (string | number)[] = [];
  readonly #faults: JsonFault[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#suspicious = text.includes('\\u') || textFault(text) !== undefined;
  }

  /** @throws JsonProfileError */
  check(): void {
    this.#value();
    if (this.#faults.length > 0) throw new JsonProfileError(this.#faults);
  }

  #fault(message: string): void {
    this.#faults.push({ path: this.#path.join('.').slice(0, MAX_PATH), message });
    if (this.#faults.length === MAX_FAULTS) throw new JsonProfileError(this.#faults);
  }

  #value(): void {
    const code = this.#next();
    if (code === QUOTE) this.#string();
    else if (code === BEGIN_OBJECT) this.#object();
    else if (code === BEGIN_ARRAY) this.#array();
    else if (isDigit(code) || code === MINUS) this.#number();
    else this.#at += code === LETTER_F ? 'false'.length : 'true'.length;
  }

  #object(): void {
    const names = new Set<string>();
    for (let more = this.#begins(END_OBJECT); more; more = this.#goesOn()) {
      this.#next();
      const name = this.#string();
      this.#path.push(name);
      if (names.has(name)) this.#fault('stands twice in one object');
      names.add(name);
      this.#next();
      this.#at += 1;
      this.#value();
      this.#path.pop();
    }
  }

  #array(): void {
    let index = 0;
    for (let more = this.#begins(END_ARRAY); more; more = this.#goesOn()) {
      this.#path.push(index);
      this.#value();
      this.#path.pop();
      index += 1;
    }
  }

  /** Steps into an object or array; false when it is empty, and then stands behind it. */
  #begins(end: number): boolean {
    if (this.#path.length >= MAX_DEPTH) {
      this.#fault(`nested deeper than ${MAX_DEPTH} levels`);
      throw new JsonProfileError(this.#faults);
    }
    this.#at += 1;
    if (this.#next() !== end) return true;
    this.#at += 1;
    return false;
  }

  /** Steps over the comma or the end behind a member; whether it was a comma. */
  #goesOn(): boolean {
    const code = this.#next();
    this.#at += 1;
    return code === COMMA;
  }

  #string(): string {
    const from = this.#at;
    let end = this.#text.indexOf('"', from + 1);
    while (this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    this.#at = end + 1;
    const raw = this.#text.slice(from + 1, end);
    const text = raw.includes('\\') ? (JSON.parse(this.#text.slice(from, end + 1)) as string) : raw;
    const fault = this.#suspicious ? textFault(text) : undefined;
    if (fault !== undefined) this.#fault(fault);
    return text;
  }

  /** Behind an odd number of backslashes. */
  #isEscaped(at: number): boolean {
    let before = at - 1;
    while (this.#text.charCodeAt(before) === BACKSLASH) before -= 1;
    return (at - before) % 2 === 0;
  }

  #number(): void {
    NUMBER.lastIndex = this.#at;
    const [written = '', point, exponent] = NUMBER.exec(this.#text) ?? [];
    this.#at += written.length;
    if (point !== undefined || exponent !== undefined || !Number.isSafeInteger(Number(written)))
      this.#fault('a number must be a whole number up to 2^53 - 1, written in digits; write a decimal as text');
  }

  /** The code of the next character that is not white space. */
  #next(): number {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.#at += 1;
      code = this.#text.charCodeAt(this.#at);
    }
    return code;
  }
}
