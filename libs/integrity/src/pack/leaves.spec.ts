import fc from 'fast-check';
import { latin1Of } from '../hashing.js';
import { Leaves } from './leaves.js';

const hashOf = (leaf: number) => latin1Of(`leaf ${leaf}`);
const PROOF = Buffer.alloc(64, 9);

/** Leaves of a log of some size, the first of them of events. */
function inOrder(leaves: readonly number[], events: number, size: number, shared = false) {
  const placed = new Leaves();
  for (const leaf of leaves.slice(0, events)) placed.add(leaf, 0, hashOf(leaf));
  const others = leaves.slice(events).map((leaf) => ({ leaf, hash: hashOf(leaf) }));
  return placed.inOrder(size, others, PROOF, shared);
}

const leavesBelow = (size: number) => fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 40 });

describe.each([
  ['close together', 32],
  ['far apart', 1_000_000],
])('leaves that stand %s in the log', (_, size) => {
  it('come in its order, each with its hash, and what proves them behind', () => {
    fc.assert(
      fc.property(leavesBelow(size), fc.nat(40), fc.boolean(), (leaves, events, shared) => {
        const { indexes, hashes } = inOrder(leaves, events, size, shared) ?? {};
        const ascending = [...leaves].sort((a, b) => a - b);
        expect([...(indexes ?? [])]).toStrictEqual(ascending);
        const expected = Buffer.concat([...ascending.map((leaf) => Buffer.from(hashOf(leaf), 'latin1')), PROOF]);
        expect(Buffer.from(hashes?.buffer ?? new ArrayBuffer(0)).equals(expected)).toBe(true);
      }),
    );
  });

  it.each([
    ['two are the same', [3, 5, 3]],
    ['one stands behind its end', [3, size]],
    ['one stands far behind its end', [3, 2 ** 52]],
  ])('are no leaves of it when %s', (_case, leaves) => {
    for (const events of [0, 1, leaves.length]) expect(inOrder(leaves, events, size)).toBeUndefined();
  });
});
