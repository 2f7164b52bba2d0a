import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hmac, putDigest, sha256 } from './hashing.js';

it('hashes as FIPS 180-4 has it', () => {
  expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
});

it('writes the bytes of a digest, and nothing beside them', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const into = Buffer.alloc(34, 7);
      putDigest(sha256(text), into, 1);
      expect(into).toStrictEqual(Buffer.concat([Buffer.of(7), Buffer.from(sha256(text), 'base64url'), Buffer.of(7)]));
    }),
  );
});

it('makes the HMAC-SHA-256 that Node makes, of any text of any length under any key', () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer({ min: 0, max: 3000 }).map((n) => 'ö'.repeat(n)),
  );
  fc.assert(fc.property(key, text, (k, t) => expect(hmac(k, t)).toEqual(createHmac('sha256', k).update(t).digest())));
});

it.each([0, 16, 31, 33, 64])('takes no key of %i bytes', (length) => {
  expect(() => hmac(new Uint8Array(length), 'text')).toThrow(RangeError);
});
