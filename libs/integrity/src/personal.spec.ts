import { createDecipheriv, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { bytesFrom } from '../test/recordings.js';
import { isSealed, openValue, sealValue, type Place } from './personal.js';

const key = bytesFrom(0, 32);
const nonce = bytesFrom(160, 12);
const place: Place = { eventId: '2b1f8a0e-94f3-4c0b-8e55-0f4d2a6c7e10', name: 'from', subject: 'suspect-1' };
const sealed = sealValue('Jörg Möbius', key, place, nonce);
const bytes = Buffer.from(sealed.sealed, 'base64url');

describe('a sealed value', () => {
  it('opens to what was sealed, whatever it was', () => {
    const json = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)) as string);
    fc.assert(
      fc.property(json, (value) => expect(openValue(sealValue(value, key, place, nonce), key, place)).toEqual(value)),
    );
  });

  it('is nonce, ciphertext and tag of AES-256-GCM, as anybody with the key can check', () => {
    const encryptionKey = createHmac('sha256', key).update('continuity/personal/v1').digest();
    const decipher = createDecipheriv('aes-256-gcm', encryptionKey, bytes.subarray(0, 12))
      .setAAD(Buffer.from('["2b1f8a0e-94f3-4c0b-8e55-0f4d2a6c7e10","from","suspect-1"]'))
      .setAuthTag(bytes.subarray(-16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString();
    expect(bytes.subarray(0, 12)).toEqual(Buffer.from(nonce));
    expect(plain).toBe('"Jörg Möbius"');
  });

  it.each([
    ['another event', { ...place, eventId: '2b1f8a0e-94f3-4c0b-8e55-0f4d2a6c7e11' }],
    ['another field', { ...place, name: 'to' }],
    ['another data subject', { ...place, subject: 'suspect-2' }],
  ])('does not open in %s', (_where, elsewhere) => {
    expect(() => openValue(sealed, key, elsewhere)).toThrow();
  });

  it('stays bound to its place when names are moved across the borders of its parts', () => {
    const odd = sealValue('x', key, { eventId: 'e', name: 'a\nb', subject: 'c' }, nonce);
    expect(() => openValue(odd, key, { eventId: 'e', name: 'a', subject: 'b\nc' })).toThrow();
  });

  it('does not open with another key', () => {
    expect(() => openValue(sealed, bytesFrom(1, 32), place)).toThrow();
  });

  it.each(Array.from(bytes.keys()))('does not open when byte %i of it was changed', (at) => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => openValue({ ...sealed, sealed: changed.toString('base64url') }, key, place)).toThrow();
  });

  it.each([0, 1, 11, 12, 27, 28, bytes.length - 1])('does not open when only %i bytes of it are left', (length) => {
    expect(() =>
      openValue({ ...sealed, sealed: bytes.subarray(0, length).toString('base64url') }, key, place),
    ).toThrow();
  });

  it.each([4, 8, 12, 15])('does not open with a tag of only %i bytes, which could be hit upon by chance', (length) => {
    const short = bytes.subarray(0, length).toString('base64url');
    expect(() => openValue({ ...sealed, sealed: short }, key, place)).toThrow('authentication tag length');
  });
});

describe('sealing', () => {
  it.each([0, 16, 31])('takes no key of %i bytes', (length) => {
    expect(() => sealValue('x', new Uint8Array(length), place, nonce)).toThrow(RangeError);
  });

  it.each([0, 8, 16])('takes no nonce of %i bytes', (length) => {
    expect(() => sealValue('x', key, place, new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('the shape of a sealed value', () => {
  it('is that of what sealing makes', () => expect(isSealed(sealed)).toBe(true));

  it.each([
    null,
    undefined,
    'text',
    [],
    {},
    { sealed: 'AAAA' },
    { sealed: 1, subject: 's' },
    { sealed: 'AAAA', subject: null },
    { sealed: 'AAAA', subject: 's', more: 1 },
  ])('is not %j', (value) => expect(isSealed(value as never)).toBe(false));
});
