import { digestOf, latin1Of } from '../hashing.js';

/** A SHA-256 digest, 32 bytes. */
export type Digest = Buffer;

const NODE = Buffer.alloc(65, 1);
/** Room for any entry of the log behind its zero; longer ones take room of their own. */
const LEAF = Buffer.alloc(105);

/** RFC 6962 section 2.1: SHA-256 of 0x00 and the entry. */
export const leafHash = (entry: Uint8Array): Digest => Buffer.from(leafText(entry), 'latin1');

/** `leafHash` as a latin1 text of 32 characters. */
export function leafText(entry: Uint8Array): string {
  const room = entry.length === LEAF.length - 1 ? LEAF : Buffer.alloc(1 + entry.length);
  room.set(entry, 1);
  return latin1Of(room);
}

/** RFC 6962 section 2.1: SHA-256 of 0x01 and two hashes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Digest {
  NODE.set(left, 1);
  NODE.set(right, 33);
  return digestOf(NODE);
}

/** `nodeHash` of latin1 texts of 32 characters, and as one. */
export function nodeText(left: string, right: string): string {
  NODE.write(left, 1, 'latin1');
  NODE.write(right, 33, 'latin1');
  return latin1Of(NODE);
}

/** Of a row of hashes, 32 bytes each, the row above: of each two that stand together; one that is left over has none yet. */
export function rowAbove(row: Uint8Array): Buffer {
  const above = Buffer.alloc(32 * Math.floor(row.length / 64));
  for (let at = 0; at < above.length; at += 32) {
    NODE.set(row.subarray(2 * at, 2 * at + 64), 1);
    above.write(latin1Of(NODE), at, 'latin1');
  }
  return above;
}

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Digest = digestOf(new Uint8Array());

/** A complete subtree: the leaves from index * 2^level up to (index + 1) * 2^level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}
/** Leaves from `start` up to, not including, `end`, as RFC 6962 cuts a tree. */
export type Range = readonly [start: number, end: number];
export type ReadNode = (subtree: Subtree) => Digest;

/** The complete subtrees that a range is made of, from left to right. */
export function subtreesOf([start, end]: Range): readonly Subtree[] {
  const found: Subtree[] = [];
  for (let at = start; at < end;) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level += 1;
    found.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return found;
}

/** RFC 6962's hash of a range, from its complete subtrees. */
export function rangeHash(range: Range, read: ReadNode): Digest {
  const hashes = subtreesOf(range).map(read);
  return hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** Where RFC 6962 cuts a range of at least two leaves: at the largest power of two below its length. */
function cut(start: number, end: number): number {
  let half = 1;
  while (half * 2 < end - start) half *= 2;
  return start + half;
}

/** The ranges whose hashes are the inclusion proof of a leaf (RFC 6962 section 2.1.1), lowest first. @throws RangeError */
export function inclusionRanges(leaf: number, size: number): readonly Range[] {
  if (!(leaf >= 0 && leaf < size)) throw new RangeError(`A tree of ${size} leaves has no leaf ${leaf}`);
  const path = (range: Range): Range[] => {
    if (range[1] - range[0] === 1) return [];
    const [left, right] = halves(range);
    return leaf < left[1] ? [...path(left), right] : [...path(right), left];
  };
  return path([0, size]);
}

/**
 * The ranges whose hashes are the consistency proof between two sizes (RFC 6962 section 2.1.2); none from size 0 or to the same.
 *
 * @throws RangeError when the old size is the greater.
 */
export function consistencyRanges(oldSize: number, size: number): readonly Range[] {
  if (!(oldSize >= 0 && oldSize <= size)) throw new RangeError(`A tree of ${size} leaves never had ${oldSize}`);
  if (oldSize === 0) return [];
  const proof = (range: Range, isOldRoot: boolean): Range[] => {
    if (oldSize === range[1]) return isOldRoot ? [] : [range];
    const [left, right] = halves(range);
    return oldSize <= left[1] ? [...proof(left, isOldRoot), right] : [...proof(right, false), left];
  };
  return proof([0, size], true);
}

/** The ranges, from left to right, that prove many leaves at once: all that holds none of them. `leaves` ascend. */
export function multiproofRanges(leaves: readonly number[], size: number): readonly Range[] {
  const rest = (range: Range, from: number, to: number): Range[] => {
    if (from === to) return [range];
    if (range[1] - range[0] === 1) return [];
    const [left, right] = halves(range);
    const middle = firstAtLeast(leaves, left[1], from, to);
    return [...rest(left, from, middle), ...rest(right, middle, to)];
  };
  return rest([0, size], 0, leaves.length);
}

/** Leaves of a tree and what proves them: `count` hashes of leaves, then those of a multiproof, all as words in memory, 8 to a hash. */
export interface Proven {
  /** Of the leaves, ascending. */
  readonly indexes: Float64Array;
  readonly hashes: Uint32Array;
}

export const HASH_WORDS = 8;
/** What is hashed of a node, so placed that its two hashes begin where a word does. */
const ALIGNED = new ArrayBuffer(72);
const ALIGNED_NODE = Buffer.from(ALIGNED, 7).fill(1, 0, 1);
const SIDES = new Uint32Array(ALIGNED, 8);
const NOT_GIVEN = -1;
/** So many, or twice that: fewer threads than that are done at the same time. */
const NODES_AT_LEAST = 32;
const NONE: { readonly nodes: readonly ProvenNode[]; readonly hashes: readonly string[] } = { nodes: [], hashes: [] };

/** A node above leaves of a multiproof: those from a place up to another; its hashes are given from a place up to another. */
export type ProvenNode = readonly [start: number, end: number, from: number, to: number, given: number, after: number];

/** Nodes that stand side by side above all leaves that are proven, each above a few of them: to be hashed each by itself (`hashNodes`). */
export function provenNodes({ indexes }: Proven, size: number): readonly ProvenNode[] {
  const most = Math.ceil(indexes.length / NODES_AT_LEAST);
  const nodes: ProvenNode[] = [];
  const countGiven = (start: number, end: number, from: number, to: number): number => {
    if (from === to) return 1;
    if (to - from === end - start) return 0;
    const half = cut(start, end);
    const middle = firstAtLeast(indexes, half, from, to);
    return countGiven(start, half, from, middle) + countGiven(half, end, middle, to);
  };
  const visit = (start: number, end: number, from: number, to: number, given: number): number => {
    if (from === to || end - start === 1 || to - from <= most) {
      const after = given + countGiven(start, end, from, to);
      if (from < to && end - start > 1) nodes.push([start, end, from, to, given, after]);
      return after;
    }
    const half = cut(start, end);
    const middle = firstAtLeast(indexes, half, from, to);
    return visit(half, end, middle, to, visit(start, half, from, middle, given));
  };
  visit(0, size, 0, indexes.length, indexes.length);
  return nodes;
}

/** @returns latin1 texts of 32 characters. */
export const hashNodes = (proven: Proven, nodes: readonly ProvenNode[]): readonly string[] =>
  nodes.map(([start, end, from, to, given]) => new Replay(proven, given).node(start, end, from, to));

/**
 * The root that leaves and a multiproof lead to; undefined when they are not as many hashes as it takes.
 *
 * @param hashed nodes of it and their hashes, which are not to be hashed again.
 */
export function rootOfMultiproof(proven: Proven, size: number, hashed = NONE): Digest | undefined {
  const { indexes, hashes } = proven;
  const replay = new Replay(proven, indexes.length, hashed);
  const top = replay.given(size, 0, indexes.length);
  const root =
    top === NOT_GIVEN ? Buffer.from(replay.node(0, size, 0, indexes.length), 'latin1') : bytesOf(hashes, top);
  return replay.used === hashes.length / HASH_WORDS ? root : undefined;
}

class Replay {
  #nth = 0;

  constructor(
    private readonly proven: Proven,
    public used: number,
    private readonly hashed = NONE,
  ) {}

  /** Where the hash of a range is given: that of a leaf, or of what holds none. */
  given(length: number, from: number, to: number): number {
    if (from === to) return this.used++;
    return length === 1 ? from : NOT_GIVEN;
  }

  /** Strings take half the time that buffers do. */
  node(start: number, end: number, from: number, to: number): string {
    const known = this.hashed.nodes.at(this.#nth);
    if (known?.[0] === start && known[1] === end) return this.#take(known);
    const half = cut(start, end);
    const middle = to - from === end - start ? from + half - start : firstAtLeast(this.proven.indexes, half, from, to);
    const left = this.given(half - start, from, middle);
    const leftHash = left === NOT_GIVEN ? this.node(start, half, from, middle) : '';
    const right = this.given(end - half, middle, to);
    const rightHash = right === NOT_GIVEN ? this.node(half, end, middle, to) : '';
    this.#put(left, leftHash, 0);
    this.#put(right, rightHash, HASH_WORDS);
    return latin1Of(ALIGNED_NODE);
  }

  #take([, , , , , after]: ProvenNode): string {
    this.used = after;
    this.#nth += 1;
    return this.hashed.hashes[this.#nth - 1] ?? '';
  }

  #put(place: number, hash: string, at: number): void {
    const { hashes } = this.proven;
    if (place === NOT_GIVEN) ALIGNED_NODE.write(hash, 1 + 4 * at, 'latin1');
    else for (let word = 0; word < HASH_WORDS; word += 1) SIDES[at + word] = hashes[HASH_WORDS * place + word];
  }
}

const bytesOf = (hashes: Uint32Array, nth: number): Digest =>
  Buffer.from(Uint8Array.from(new Uint8Array(hashes.buffer, hashes.byteOffset).subarray(32 * nth, 32 * (nth + 1))));

function halves([start, end]: Range): readonly [Range, Range] {
  const half = cut(start, end);
  return [
    [start, half],
    [half, end],
  ];
}

/** The first of ascending numbers between two places that is not below a value. */
function firstAtLeast(ascending: ArrayLike<number>, value: number, from: number, to: number): number {
  let low = from;
  for (let high = to; low < high;) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a proof shows that a leaf of this hash is in the tree (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(
  leaf: { readonly index: number; readonly hash: Uint8Array },
  tree: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (!(leaf.index >= 0 && leaf.index < tree.size)) return false;
  const ranges = inclusionRanges(leaf.index, tree.size);
  if (ranges.length !== proof.length) return false;
  const root = ranges.reduce<Uint8Array>(
    (below, [start], i) => (start > leaf.index ? nodeHash(below, proof[i]) : nodeHash(proof[i], below)),
    leaf.hash,
  );
  return tree.root.length === 32 && Buffer.compare(root, tree.root) === 0;
}

/**
 * Whether a proof shows that the new tree is the old one with leaves added at its end (RFC 9162 section 2.1.4.2). Everything
 * follows an empty tree, but only the root of an empty tree is one: a wrong root at size 0 fails.
 */
export function verifyConsistency(
  old: { readonly size: number; readonly root: Uint8Array },
  now: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && Buffer.compare(a, b) === 0;
  if (!(old.size >= 0 && old.size <= now.size)) return false;
  if (old.size === 0)
    return proof.length === 0 && same(old.root, EMPTY_ROOT) && (now.size > 0 || same(now.root, EMPTY_ROOT));
  if (old.size === now.size) return proof.length === 0 && same(old.root, now.root);
  const ranges = consistencyRanges(old.size, now.size);
  if (ranges.length !== proof.length) return false;
  // Lowest first: where the old tree was complete its root stands in for the first hash, which the proof leaves out.
  const startsAtOldRoot = ranges[0][0] >= old.size;
  const first = startsAtOldRoot ? old.root : proof[0];
  let [oldRoot, root]: Uint8Array[] = [first, first];
  for (let i = startsAtOldRoot ? 0 : 1; i < proof.length; i += 1) {
    const isRight = ranges[i][0] >= old.size;
    if (!isRight) oldRoot = nodeHash(proof[i], oldRoot);
    root = isRight ? nodeHash(root, proof[i]) : nodeHash(proof[i], root);
  }
  return same(oldRoot, old.root) && same(root, now.root);
}
