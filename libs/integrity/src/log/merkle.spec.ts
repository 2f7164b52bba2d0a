import { hash } from 'node:crypto';
import {
  consistencyRanges,
  EMPTY_ROOT,
  inclusionRanges,
  leafHash,
  multiproofRanges,
  nodeHash,
  rangeHash,
  hashNodes,
  provenNodes,
  rootOfMultiproof,
  verifyConsistency,
  verifyInclusion,
  type Digest,
  type Range,
  type Subtree,
} from './merkle.js';

/** MTH of RFC 6962 section 2.1, as it is written there. */
function treeHash(leaves: readonly Digest[]): Digest {
  if (leaves.length === 0) return hash('sha256', '', 'buffer');
  if (leaves.length === 1) return leaves[0];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

const leaves = Array.from({ length: 40 }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const read = ({ level, index }: Subtree) => treeHash(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
const words = (digests: readonly Digest[]) => new Uint32Array(Uint8Array.from(Buffer.concat(digests)).buffer);
const hashes = (ranges: readonly Range[]) => ranges.map((range) => rangeHash(range, read));
const tree = (size: number) => ({ size, root: treeHash(leaves.slice(0, size)) });

describe('the Merkle tree of RFC 6962', () => {
  describe('has of the test vectors of Certificate Transparency (github.com/transparency-dev/merkle, testonly/reference.go)', () => {
    const inputs = '/00/10/2021/3031/40414243/5051525354555657/606162636465666768696a6b6c6d6e6f'.split('/');
    const hashed = inputs.map((input) => leafHash(Buffer.from(input, 'hex')));
    const within = ({ level, index }: Subtree) => treeHash(hashed.slice(index * 2 ** level, (index + 1) * 2 ** level));
    const hex = (ranges: readonly Range[]) => ranges.map((range) => rangeHash(range, within).toString('hex'));
    const bytes = (proof: readonly string[]) => proof.map((one) => Buffer.from(one, 'hex'));
    const roots = [
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const at = (size: number) => ({ size, root: Buffer.from(roots[size], 'hex') });
    const [LEFT, PAIR, FOUR] = [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ];
    const [FIFTH, FIFTH_PAIR, SEVENTH, LAST_PAIR] = [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    ];

    it('the roots', () =>
      expect([EMPTY_ROOT.toString('hex'), ...hashed.flatMap((_, i) => hex([[0, i + 1]]))]).toStrictEqual(roots));

    it.each<[leaf: number, size: number, path: readonly string[]]>([
      [0, 1, []],
      [0, 8, [LEFT, PAIR, FOUR]],
      [5, 8, [FIFTH, LAST_PAIR, roots[4]]],
      [2, 3, [roots[2]]],
      [1, 5, [roots[1], PAIR, FIFTH]],
    ])('the audit path of leaf %d among %d', (index, size, path) => {
      expect(hex(inclusionRanges(index, size))).toStrictEqual(path);
      expect(verifyInclusion({ index, hash: hashed[index] }, at(size), bytes(path))).toBe(true);
    });

    it.each<[old: number, size: number, proof: readonly string[]]>([
      [1, 1, []],
      [1, 8, [LEFT, PAIR, FOUR]],
      [2, 5, [PAIR, FIFTH]],
      [2, 8, [PAIR, FOUR]],
      [6, 7, [FIFTH_PAIR, SEVENTH, roots[4]]],
      [6, 8, [FIFTH_PAIR, LAST_PAIR, roots[4]]],
    ])('the consistency proof from %d to %d', (old, size, proof) => {
      expect(hex(consistencyRanges(old, size))).toStrictEqual(proof);
      expect(verifyConsistency(at(old), at(size), bytes(proof))).toBe(true);
    });
  });

  it('proves as the examples of RFC 6962 section 2.1.3 do', () => {
    expect(inclusionRanges(0, 7)).toStrictEqual([
      [1, 2],
      [2, 4],
      [4, 7],
    ]); // b, h, l
    expect(inclusionRanges(3, 7)).toStrictEqual([
      [2, 3],
      [0, 2],
      [4, 7],
    ]); // c, g, l
    expect(inclusionRanges(4, 7)).toStrictEqual([
      [5, 6],
      [6, 7],
      [0, 4],
    ]); // f, j, k
    expect(inclusionRanges(6, 7)).toStrictEqual([
      [4, 6],
      [0, 4],
    ]); // i, k
    expect(consistencyRanges(3, 7)).toStrictEqual([
      [2, 3],
      [3, 4],
      [0, 2],
      [4, 7],
    ]); // c, d, g, l
    expect(consistencyRanges(4, 7)).toStrictEqual([[4, 7]]); // l
    expect(consistencyRanges(6, 7)).toStrictEqual([
      [4, 6],
      [6, 7],
      [0, 4],
    ]); // i, j, k
  });

  it('proves every leaf of every size, and nothing that was altered', () => {
    for (let size = 1; size < leaves.length; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = hashes(inclusionRanges(index, size));
        const leaf = { index, hash: leaves[index] };
        expect(verifyInclusion(leaf, tree(size), proof)).toBe(true);
        if (size % 7 !== 0) continue;
        expect(verifyInclusion({ index, hash: leaves[index + 1] }, tree(size), proof)).toBe(false);
        expect(verifyInclusion({ ...leaf, index: (index + 1) % size }, tree(size), proof)).toBe(size === 1);
        expect(verifyInclusion(leaf, tree(size + 1), proof)).toBe(false);
        expect(verifyInclusion(leaf, tree(size), [...proof, leaves[0]])).toBe(false);
        expect(verifyInclusion(leaf, tree(size), proof.slice(1))).toBe(false);
      }
    }
  });

  it('proves that each size follows from each before it, and no other', () => {
    for (let size = 0; size < leaves.length; size += 1) {
      for (let old = 0; old <= size; old += 1) {
        const proof = hashes(consistencyRanges(old, size));
        expect(verifyConsistency(tree(old), tree(size), proof)).toBe(true);
        if (old === 0 || old === size) continue;
        expect(verifyConsistency({ size: old, root: tree(old - 1).root }, tree(size), proof)).toBe(false);
        expect(verifyConsistency(tree(old), { size, root: tree(size + 1).root }, proof)).toBe(false);
        expect(verifyConsistency(tree(old), tree(size), proof.slice(1))).toBe(false);
        expect(verifyConsistency(tree(old), tree(size), [...proof, leaves[0]])).toBe(false);
        expect(verifyConsistency(tree(size), tree(old), proof)).toBe(false);
      }
    }
  });

  it('takes nothing but the empty root for the root of an empty tree', () => {
    expect(verifyConsistency({ size: 0, root: leaves[0] }, tree(5), [])).toBe(false);
    expect(verifyConsistency({ size: 0, root: leaves[0] }, { size: 0, root: leaves[0] }, [])).toBe(false);
    expect(verifyConsistency(tree(0), { size: 0, root: leaves[0] }, [])).toBe(false);
    expect(verifyConsistency(tree(0), tree(5), [leaves[0]])).toBe(false);
  });

  it('proves many leaves at once, hashed in parts', () => {
    for (const picked of [[38], [3, 4, 5], [0, 31, 32, 37], Array.from({ length: 39 }, (_, i) => i), []]) {
      const hashes_ = words([...picked.map((leaf) => leaves[leaf]), ...hashes(multiproofRanges(picked, 39))]);
      const proven = { indexes: Float64Array.from(picked), hashes: hashes_ };
      const nodes = provenNodes(proven, 39);
      const root = (of: readonly string[]) => rootOfMultiproof(proven, 39, { nodes, hashes: of })?.toString('hex');
      expect(nodes.length > 0).toBe(picked.length > 0);
      expect(root(hashNodes(proven, nodes))).toBe(tree(39).root.toString('hex'));
      if (nodes.length > 0) expect(root(nodes.map(() => 'x'.repeat(32)))).not.toBe(tree(39).root.toString('hex'));
    }
  });

  it('proves many leaves at once', () => {
    for (const picked of [[0], [38], [3, 4, 5], [0, 31, 32, 37], Array.from({ length: 39 }, (_, i) => i), []]) {
      const proof = hashes(multiproofRanges(picked, 39));
      const root = (of: readonly number[], with_: readonly Digest[]) =>
        rootOfMultiproof(
          { indexes: Float64Array.from(of), hashes: words([...of.map((leaf) => leaves[leaf]), ...with_]) },
          39,
        )?.toString('hex');
      expect(root(picked, proof)).toBe(tree(39).root.toString('hex'));
      expect(root(picked, [...proof, leaves[0]])).toBeUndefined();
      if (picked.length > 0 && picked.length < 39)
        expect(root(picked, proof.slice(1))).not.toBe(tree(39).root.toString('hex'));
    }
  });
});
