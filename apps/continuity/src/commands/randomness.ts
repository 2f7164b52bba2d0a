import { randomBytes } from 'node:crypto';

const DRAWN_AT_ONCE = 8 * 1024;

let drawn = Buffer.alloc(0);
let used = 0;

/** So many unpredictable bytes, never the same again: `randomBytes`, drawn many at once, since each call costs what hashing a fact does. */
export function random(bytes: number): Uint8Array {
  if (used + bytes > drawn.length) {
    drawn = randomBytes(Math.max(DRAWN_AT_ONCE, bytes));
    used = 0;
  }
  const taken = drawn.subarray(used, used + bytes);
  used += bytes;
  return taken;
}
