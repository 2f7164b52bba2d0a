import { bytesFrom } from '../test/recordings.js';
import { commitmentOf, commitmentOfFingerprint, commitmentOfSecret, encodeDisclosure, saltOf } from './commitment.js';
import { sha256 } from './hashing.js';

const key = bytesFrom(0, 32);
const ID = '2b1f8a0e-94f3-4c0b-8e55-0f4d2a6c7e10';
const text = (base64url: string) => Buffer.from(base64url, 'base64url').toString('utf8');

describe('the examples of RFC 9901', () => {
  it.each([
    // Section 4.2.3; the next one is its predecessor in the drafts.
    [
      'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0',
      'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0',
    ],
    ['WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0', 'uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY'],
    ['WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd', 'jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4'],
    ['WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd', 'TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo'],
    [
      'WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgInBob25lX251bWJlcl92ZXJpZmllZCIsIHRydWVd',
      'XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM',
    ],
    [
      'WyJHMDJOU3JRZmpGWFE3SW8wOXN5YWpBIiwgInVwZGF0ZWRfYXQiLCAxNTcwMDAwMDAwXQ',
      'CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI',
    ],
  ])('digest as printed there: %s', (disclosure, digest) => {
    expect(sha256(disclosure)).toBe(digest);
  });

  it('are encoded here without the spaces that the RFC leaves to the issuer', () => {
    const encoded = encodeDisclosure({ salt: '_26bc4LT-ac6q2KI6cBW5es', name: 'family_name', value: 'Möbius' });
    // Section 4.2.1 prints this very string among the encodings of the same disclosure that differ in white space.
    expect(encoded).toBe('WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd');
  });
});

describe('a disclosure', () => {
  it('has its value in RFC 8785 form', () => {
    const encoded = encodeDisclosure({ salt: 'c2FsdA', name: 'found', value: { place: 'attic', at: [1, -0, null] } });
    expect(text(encoded)).toBe('["c2FsdA","found",{"at":[1,0,null],"place":"attic"}]');
  });

  it('cannot be read as another one: a quote in a name stays in the name', () => {
    expect(text(encodeDisclosure({ salt: 's', name: 'a","b', value: 'c' }))).toBe(String.raw`["s","a\",\"b","c"]`);
  });

  it.each(['salt', 'name', 'value'] as const)('is committed to with its %s', (part) => {
    const disclosure = { salt: 'c2FsdA', name: 'seal', value: 'S100' };
    expect(commitmentOf({ ...disclosure, [part]: 'another' })).not.toBe(commitmentOf(disclosure));
  });

  it('of half a surrogate pair does not exist', () => {
    expect(() => encodeDisclosure({ salt: 's', name: 'a', value: '\ud800' })).toThrow('surrogate');
  });
});

describe('a salt', () => {
  it('has 128 bits, as RFC 9901 section 9.3 recommends', () => {
    expect(Buffer.from(saltOf(key, ID, 'from'), 'base64url')).toHaveLength(16);
  });

  it('is another under another key, in another event and for another field', () => {
    const salts = [
      saltOf(key, ID, 'from'),
      saltOf(bytesFrom(1, 32), ID, 'from'),
      saltOf(key, `${ID}0`, 'from'),
      saltOf(key, ID, 'to'),
    ];
    expect(new Set(salts).size).toBe(4);
  });
});

describe('the commitments that no disclosure opens', () => {
  it('bind the secret to its event', () => {
    expect(commitmentOfSecret('secret', ID)).not.toBe(commitmentOfSecret('secret', `${ID}0`));
    expect(commitmentOfSecret('secret', ID)).not.toBe(commitmentOfSecret('secreT', ID));
  });

  it('salt the fingerprint, from which a withheld field could be guessed', () => {
    expect(commitmentOfFingerprint('secret', 'f')).not.toBe(commitmentOfFingerprint('secreT', 'f'));
    expect(commitmentOfFingerprint('secret', 'f')).not.toBe(commitmentOfFingerprint('secret', 'g'));
  });
});
