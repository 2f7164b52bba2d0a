import { Buffer as Plain } from 'buffer/index.js';

type From = (value: unknown, encoding?: unknown, length?: unknown) => Buffer;
type ToString = (this: Buffer, encoding?: string, start?: number, end?: number) => string;
type Equals = (this: Buffer, other: Uint8Array) => boolean;

/**
 * Node's Buffer for a browser: the npm package of that name, which reads base64url but does not know it by name, and compares with
 * its own kind only.
 */
const plain = Plain as unknown as { from: From; readonly prototype: { toString: ToString; equals: Equals } };
const { from, prototype } = plain;
const { toString, equals } = prototype;

plain.from = (value, encoding, length) => from(value, encoding === 'base64url' ? 'base64' : encoding, length);

prototype.toString = function (encoding, start, end) {
  if (encoding !== 'base64url') return toString.call(this, encoding, start, end);
  return toString.call(this, 'base64', start, end).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

prototype.equals = function (other) {
  return equals.call(this, from(other.buffer, other.byteOffset, other.byteLength));
};

/** Put in for the global by the bundler. */
export { Plain as Buffer };
