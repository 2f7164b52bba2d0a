/** Four bytes at once ("slicing by 4"): table k is that of a byte followed by k zero bytes. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

const withZero = (table: Uint32Array) => table.map((sum) => TABLE[sum & 0xff] ^ (sum >>> 8));
const FIRST = withZero(TABLE);
const SECOND = withZero(FIRST);
const THIRD = withZero(SECOND);

/** CRC-32 as ZIP has it: what libs/integrity takes of node:zlib, for a browser. @param before that of the bytes before. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let sum = ~before;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    sum ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    sum = THIRD[sum & 0xff] ^ SECOND[(sum >>> 8) & 0xff] ^ FIRST[(sum >>> 16) & 0xff] ^ TABLE[sum >>> 24];
  }
  for (; at < bytes.length; at += 1) sum = TABLE[(sum ^ bytes[at]) & 0xff] ^ (sum >>> 8);
  return ~sum >>> 0;
}
