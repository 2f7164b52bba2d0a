import fc from 'fast-check';
import { crc32 as reference } from 'node:zlib';
import { crc32 } from './node-zlib.js';

describe('CRC-32', () => {
  it('is that of zlib, whole or in pieces', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, at) => {
        expect(crc32(bytes)).toBe(reference(bytes));
        expect(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at)))).toBe(reference(bytes));
      }),
    );
  });
});
