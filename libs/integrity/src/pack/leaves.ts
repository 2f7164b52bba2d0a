import { HASH_WORDS, type Proven } from '../log/merkle.js';
import { type Placed } from './anchored.js';

/** Leaves as they are handed from one thread to another. */
export interface LeavesPart {
  readonly leaves: Float64Array;
  readonly recorded: Float64Array;
  /** 32 bytes a leaf. */
  readonly hashes: Uint8Array;
}

const HASH_BYTES = 32;

/** Where events stand in the log: as bytes, since as objects a million of them cost more than hashing them. */
export class Leaves {
  #leaves = new Float64Array(1_024);
  #recorded = new Float64Array(1_024);
  #hashes = Buffer.alloc(1_024 * HASH_BYTES);
  count = 0;

  /** @param hash of the leaf, 32 bytes as a latin1 text. */
  add(leaf: number, recordedAt: number, hash: string): void {
    this.#makeRoom(1);
    this.#leaves[this.count] = leaf;
    this.#recorded[this.count] = recordedAt;
    this.#hashes.write(hash, this.count * HASH_BYTES, 'latin1');
    this.count += 1;
  }

  addAll({ leaves, recorded, hashes }: LeavesPart): void {
    this.#makeRoom(leaves.length);
    this.#leaves.set(leaves, this.count);
    this.#recorded.set(recorded, this.count);
    this.#hashes.set(hashes, this.count * HASH_BYTES);
    this.count += leaves.length;
  }

  #makeRoom(more: number): void {
    if (this.count + more <= this.#leaves.length) return;
    const room = Math.max(2 * this.#leaves.length, this.count + more);
    const grown = <T extends Float64Array | Buffer>(from: T, to: T): T => (to.set(from), to);
    this.#leaves = grown(this.#leaves, new Float64Array(room));
    this.#recorded = grown(this.#recorded, new Float64Array(room));
    this.#hashes = grown(this.#hashes, Buffer.alloc(room * HASH_BYTES));
  }

  /** A copy of just what is in it. */
  part(): LeavesPart {
    return {
      leaves: this.#leaves.slice(0, this.count),
      recorded: this.#recorded.slice(0, this.count),
      hashes: Uint8Array.from(this.#hashes.subarray(0, this.count * HASH_BYTES)),
    };
  }

  placed(): readonly Placed[] {
    const { leaves, recorded } = this.part();
    return Array.from(leaves, (leaf, nth) => ({ leaf, recordedAt: recorded[nth] }));
  }

  /** The leaves in the order of the log, with what proves them; undefined when two are the same, or one is not below `size`. */
  inOrder(size: number, proof: Uint8Array): Proven | undefined {
    const { count } = this;
    const leaves = this.#leaves.subarray(0, count);
    if (leaves.some((leaf) => leaf >= size)) return undefined;
    // The place of each behind its leaf, in one number: they are sorted without asking for the order of any two.
    const placed = leaves.map((leaf, nth) => leaf * count + nth);
    if (size * count > Number.MAX_SAFE_INTEGER)
      throw new RangeError(`${count} events of ${size} are too many to check`);
    const places = placed.sort().map((place) => place % count);
    const indexes = places.map((place) => leaves[place]);
    if (indexes.some((leaf, nth) => nth > 0 && leaf === indexes[nth - 1])) return undefined;
    const from = new Uint32Array(this.#hashes.buffer);
    const hashes = new Uint32Array(HASH_WORDS * count + proof.length / Uint32Array.BYTES_PER_ELEMENT);
    for (let nth = 0, to = 0; nth < count; nth += 1)
      for (let at = HASH_WORDS * places[nth], end = at + HASH_WORDS; at < end; at += 1) hashes[to++] = from[at];
    new Uint8Array(hashes.buffer).set(proof, HASH_BYTES * count);
    return { indexes, hashes };
  }
}
