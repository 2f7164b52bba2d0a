import { digestOf } from '../hashing.js';
import { type Digest } from './merkle.js';
import { readNumber, Records, writeNumber } from './records.js';

/** How far a stream has come: `count` events, the last at leaf `leaf` with this hash. */
export interface Head {
  /** `streamTag`, 32 bytes: the case's half first, so that the streams of a case stand together. */
  readonly tag: Buffer;
  readonly count: number;
  readonly leaf: number;
  readonly hash: Buffer;
}

/** One fork on the way from the root to a case: the bit at which it forks and the hash of the side not taken. */
export interface Fork {
  readonly bit: number;
  readonly other: Digest;
}

/** All heads under a case's tag, or those that show there are none; with the way there from the root. */
export interface CaseRange {
  readonly forks: readonly Fork[];
  readonly heads: readonly Head[];
}

const CASE_BITS = 128;
const TAG_BITS = 256;

/** What is hashed of a leaf: 0x02 || tag || count || leaf || hash. It is kept as just these bytes. */
const LEAF = { kind: 2, bytes: 81, tag: 1, count: 33, leaf: 41, hash: 49 } as const;
/** What is hashed of a fork: 0x03 || bit || left || right. The bit is in it, so that a fork cannot be shown as another. */
const FORK = { kind: 3, bytes: 67, bit: 1, sides: 3 } as const;
/** Kept behind it: which node is on each side, and which sides' hashes are not yet those of their nodes. */
const KEPT = { nodes: 67, stale: 75, bytes: 76 } as const;

const bitOf = (tag: Uint8Array, bit: number): number => (tag[bit >>> 3] >>> (7 - (bit & 7))) & 1;

function forkHash(bit: number, left: Uint8Array, right: Uint8Array): Digest {
  const bytes = Buffer.alloc(FORK.bytes);
  bytes[0] = FORK.kind;
  bytes.writeUInt16BE(bit, FORK.bit);
  bytes.set(left, FORK.sides);
  bytes.set(right, FORK.sides + 32);
  return digestOf(bytes);
}

/** The number of a leaf or a fork among its kind, doubled; odd for a fork. */
type Node = number;
const isFork = (node: Node): boolean => (node & 1) === 1;
const leafNode = (number: number): Node => number * 2;
const forkNode = (number: number): Node => number * 2 + 1;

/**
 * The heads of all streams as a Patricia tree over their tags: a fork wherever two tags part, one root for one set of heads,
 * whatever the order in which they came. Kept in memory as bytes, 157 a stream; only what changed is hashed again.
 */
export class HeadsMap {
  readonly #leaves = new Records(LEAF.bytes);
  readonly #forks = new Records(KEPT.bytes);
  #root: Node | undefined;

  constructor(heads: Iterable<Head> = []) {
    for (const head of heads) this.set(head);
  }

  get size(): number {
    return this.#leaves.count;
  }

  /** 32 zero bytes while there are no streams. */
  get root(): Digest {
    const root = Buffer.alloc(32);
    if (this.#root !== undefined) root.write(this.#digest(this.#root), 'latin1');
    return root;
  }

  get(tag: Uint8Array): Head | undefined {
    if (this.#root === undefined) return undefined;
    const head = this.#headAt(this.#nearest(tag));
    return head.tag.equals(tag) ? head : undefined;
  }

  set(head: Head): void {
    const { tag } = head;
    if (this.#root === undefined) {
      this.#root = this.#newLeaf(head);
      return;
    }
    const nearest = this.#nearest(tag);
    const at = this.#firstDifference(tag, nearest);
    const leaf = at === TAG_BITS ? nearest : this.#newLeaf(head);
    if (at === TAG_BITS) this.#write(leaf, head);
    let above: { readonly fork: Node; readonly side: number } | undefined;
    let node = this.#root;
    for (let bit = this.#bit(node); bit < at; bit = this.#bit(node)) {
      const side = bitOf(tag, bit);
      this.#markStale(node, 1 << side);
      above = { fork: node, side };
      node = this.#side(node, side);
    }
    if (at === TAG_BITS) return;
    const fork = this.#newFork(at, bitOf(tag, at) === 0 ? [leaf, node] : [node, leaf]);
    if (above) this.#setSide(above.fork, above.side, fork);
    else this.#root = fork;
  }

  /** What shows which streams a case has: `verifyCaseRange`. @param tag `caseTag`, 16 bytes. */
  caseRange(tag: Uint8Array): CaseRange {
    if (this.#root === undefined) return { forks: [], heads: [] };
    this.#digest(this.#root);
    const forks: Fork[] = [];
    let node = this.#root;
    for (let bit = this.#bit(node); bit < CASE_BITS; bit = this.#bit(node)) {
      const side = bitOf(tag, bit);
      forks.push({ bit, other: this.#forks.bytes(node >>> 1, FORK.sides + 32 * (1 - side), 32) });
      node = this.#side(node, side);
    }
    return { forks, heads: this.#headsUnder(node) };
  }

  #headsUnder(node: Node): Head[] {
    return isFork(node) ? [0, 1].flatMap((side) => this.#headsUnder(this.#side(node, side))) : [this.#headAt(node)];
  }

  /** The leaf that has all bits of a tag at which the way to it forks. */
  #nearest(tag: Uint8Array): Node {
    let node = this.#root ?? 0;
    while (isFork(node)) node = this.#side(node, bitOf(tag, this.#bit(node)));
    return node;
  }

  /** The first bit in which a tag differs from that of a leaf; 256 when none. */
  #firstDifference(tag: Uint8Array, leaf: Node): number {
    const { block, at } = this.#leaves.find(leaf >>> 1);
    for (let byte = 0; byte < TAG_BITS / 8; byte += 1) {
      const difference = tag[byte] ^ block[at + LEAF.tag + byte];
      if (difference !== 0) return 8 * byte + Math.clz32(difference) - 24;
    }
    return TAG_BITS;
  }

  /** SHA-256 of a node, as a latin1 text of 32 characters; what is stale under it is hashed first. */
  #digest(node: Node): string {
    if (!isFork(node)) return this.#leaves.digest(node >>> 1, LEAF.bytes);
    const { block, at } = this.#forks.find(node >>> 1);
    const stale = block[at + KEPT.stale];
    for (const side of [0, 1])
      if ((stale & (1 << side)) !== 0)
        block.write(this.#digest(this.#side(node, side)), at + FORK.sides + 32 * side, 'latin1');
    block[at + KEPT.stale] = 0;
    return this.#forks.digest(node >>> 1, FORK.bytes);
  }

  #newLeaf(head: Head): Node {
    const node = leafNode(this.#leaves.add());
    this.#write(node, head);
    return node;
  }

  #write(leaf: Node, { tag, count, leaf: place, hash: digest }: Head): void {
    const { block, at } = this.#leaves.find(leaf >>> 1);
    block[at] = LEAF.kind;
    block.set(tag, at + LEAF.tag);
    writeNumber(block, count, at + LEAF.count);
    writeNumber(block, place, at + LEAF.leaf);
    block.set(digest, at + LEAF.hash);
  }

  #headAt(leaf: Node): Head {
    const { block, at } = this.#leaves.find(leaf >>> 1);
    return {
      tag: this.#leaves.bytes(leaf >>> 1, LEAF.tag, 32),
      count: readNumber(block, at + LEAF.count),
      leaf: readNumber(block, at + LEAF.leaf),
      hash: this.#leaves.bytes(leaf >>> 1, LEAF.hash, 32),
    };
  }

  #newFork(bit: number, sides: readonly [Node, Node]): Node {
    const node = forkNode(this.#forks.add());
    const { block, at } = this.#forks.find(node >>> 1);
    block[at] = FORK.kind;
    block.writeUInt16BE(bit, at + FORK.bit);
    this.#setSide(node, 0, sides[0]);
    this.#setSide(node, 1, sides[1]);
    block[at + KEPT.stale] = 3;
    return node;
  }

  /** At which a node forks; 256 for a leaf, which does not. */
  #bit(node: Node): number {
    if (!isFork(node)) return TAG_BITS;
    const { block, at } = this.#forks.find(node >>> 1);
    return block[at + FORK.bit] * 256 + block[at + FORK.bit + 1];
  }

  #side(fork: Node, side: number): Node {
    const { block, at } = this.#forks.find(fork >>> 1);
    return block.readUInt32LE(at + KEPT.nodes + 4 * side);
  }

  #setSide(fork: Node, side: number, node: Node): void {
    const { block, at } = this.#forks.find(fork >>> 1);
    block.writeUInt32LE(node, at + KEPT.nodes + 4 * side);
  }

  #markStale(fork: Node, sides: number): void {
    const { block, at } = this.#forks.find(fork >>> 1);
    block[at + KEPT.stale] |= sides;
  }
}

/**
 * The heads of all streams of a case, if the range leads to the root; undefined if it does not. No stream can be left out of a
 * range of an honestly made map: a fork parts every tag under it by its bit, so whatever has the case's tag lies on the way.
 * That the map was made honestly, whoever replays all entries can check.
 */
export function verifyCaseRange(tag: Uint8Array, range: CaseRange, root: Uint8Array): readonly Head[] | undefined {
  const ascending = range.forks.every(({ bit }, i) => bit < CASE_BITS && bit > (range.forks[i - 1]?.bit ?? -1));
  const inOrder = range.heads.every(({ tag: own }, i) => i === 0 || Buffer.compare(range.heads[i - 1].tag, own) < 0);
  if (!ascending || !inOrder) return undefined;
  const map = new HeadsMap(range.heads);
  const top = range.forks.reduceRight<Digest>(
    (below, { bit, other }) => (bitOf(tag, bit) === 0 ? forkHash(bit, below, other) : forkHash(bit, other, below)),
    map.root,
  );
  if (!top.equals(root) || (range.heads.length === 0 && range.forks.length > 0)) return undefined;
  return range.heads.filter((head) => head.tag.subarray(0, tag.length).equals(tag));
}
