import { Buffer as Plain } from 'buffer/index.js';

type From = (value: unknown, encoding?: unknown, length?: unknown) => Buffer;
type ToString = (this: Buffer, encoding?: string, start?: number, end?: number) => string;

/** Node's Buffer for a browser: the npm package of that name, which reads base64url but does not know it by name. */
const plain = Plain as unknown as { from: From; readonly prototype: { toString: ToString } };
const { from, prototype } = plain;
const { toString } = prototype;

plain.from = (value, encoding, length) => from(value, encoding === 'base64url' ? 'base64' : encoding, length);

prototype.toString = function (encoding, start, end) {
  if (encoding !== 'base64url') return toString.call(this, encoding, start, end);
  return toString.call(this, 'base64', start, end).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

/** Put in for the global by the bundler. */
export { Plain as Buffer };
