import { hash } from 'node:crypto';
import { type Digest } from './merkle.js';

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
const LEAF = 2;
const FORK = 3;

const bitOf = (tag: Uint8Array, bit: number): number => (tag[bit >>> 3] >>> (7 - (bit & 7))) & 1;

/** The first bit in which two tags differ; 256 when none. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let byte = 0;
  while (byte < a.length && a[byte] === b[byte]) byte += 1;
  return byte === a.length ? 8 * byte : 8 * byte + Math.clz32(a[byte] ^ b[byte]) - 24;
}

/** SHA-256(0x02 || tag || count || leaf || hash). */
function headHash({ tag, count, leaf, hash: digest }: Head): Digest {
  const bytes = Buffer.alloc(1 + 32 + 8 + 8 + 32);
  bytes[0] = LEAF;
  bytes.set(tag, 1);
  bytes.writeBigUInt64BE(BigInt(count), 33);
  bytes.writeBigUInt64BE(BigInt(leaf), 41);
  bytes.set(digest, 49);
  return hash('sha256', bytes, 'buffer');
}

/** SHA-256(0x03 || bit || left || right): the bit is in it, so that a fork cannot be shown as another. */
function forkHash(bit: number, left: Uint8Array, right: Uint8Array): Digest {
  const bytes = Buffer.alloc(1 + 2 + 64);
  bytes[0] = FORK;
  bytes.writeUInt16BE(bit, 1);
  bytes.set(left, 3);
  bytes.set(right, 35);
  return hash('sha256', bytes, 'buffer');
}

type Node = Leaf | Branch;
interface Leaf {
  head: Head;
  digest: Digest | undefined;
}
interface Branch {
  readonly bit: number;
  readonly sides: [Node, Node];
  /** Of any leaf under it: they have all bits before `bit` in common. */
  readonly tag: Buffer;
  digest: Digest | undefined;
}

const isBranch = (node: Node): node is Branch => 'sides' in node;
const tagOf = (node: Node): Buffer => (isBranch(node) ? node.tag : node.head.tag);

function digestOf(node: Node): Digest {
  return (node.digest ??= isBranch(node)
    ? forkHash(node.bit, digestOf(node.sides[0]), digestOf(node.sides[1]))
    : headHash(node.head));
}

/**
 * The heads of all streams as a Patricia tree over their tags: a fork wherever two tags part, one root for one set of heads,
 * whatever the order in which they came. Kept in memory, about 400 bytes a stream; only what changed is hashed again.
 */
export class HeadsMap {
  #root: Node | undefined;
  size = 0;

  constructor(heads: Iterable<Head> = []) {
    for (const head of heads) this.set(head);
  }

  /** 32 zero bytes while there are no streams. */
  get root(): Digest {
    return this.#root ? digestOf(this.#root) : Buffer.alloc(32);
  }

  get(tag: Uint8Array): Head | undefined {
    let node = this.#root;
    while (node && isBranch(node)) node = node.sides[bitOf(tag, node.bit)];
    return node && node.head.tag.equals(tag) ? node.head : undefined;
  }

  set(head: Head): void {
    const leaf: Leaf = { head, digest: undefined };
    if (this.#root) this.#root = this.#put(this.#root, leaf);
    else {
      this.#root = leaf;
      this.size = 1;
    }
  }

  #put(node: Node, leaf: Leaf): Node {
    const { tag } = leaf.head;
    const at = firstDifference(tag, tagOf(node));
    if (isBranch(node) && at >= node.bit) {
      const side = bitOf(tag, node.bit);
      node.sides[side] = this.#put(node.sides[side], leaf);
      node.digest = undefined;
      return node;
    }
    if (at === 256) return leaf;
    this.size += 1;
    const sides: [Node, Node] = bitOf(tag, at) === 0 ? [leaf, node] : [node, leaf];
    return { bit: at, sides, tag, digest: undefined };
  }

  /** What shows which streams a case has: `verifyCaseRange`. @param tag `caseTag`, 16 bytes. */
  caseRange(tag: Uint8Array): CaseRange {
    const forks: Fork[] = [];
    let node = this.#root;
    while (node && isBranch(node) && node.bit < CASE_BITS) {
      const side = bitOf(tag, node.bit);
      forks.push({ bit: node.bit, other: digestOf(node.sides[1 - side]) });
      node = node.sides[side];
    }
    return { forks, heads: node ? headsUnder(node) : [] };
  }
}

function headsUnder(node: Node): Head[] {
  return isBranch(node) ? node.sides.flatMap(headsUnder) : [node.head];
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
