/** A reply of a time-stamp authority that proves nothing, and why. */
export class BadStamp extends Error {
  override readonly name = 'BadStamp';
}
