import { HASH_WORDS, type Proven } from '../log/merkle.js';
import { type Placed } from './anchored.js';

/** Leaves as they are handed from one thread to another. */
export interface LeavesPart {
  readonly leaves: Float64Array;
  readonly recorded: Float64Array;
  /** 32 bytes a leaf. */
  readonly hashes: Uint8Array;
}

/** A leaf of the log that is of no event. */
export interface OtherLeaf {
  readonly leaf: number;
  /** 32 bytes as a latin1 text. */
  readonly hash: string;
}

const HASH_BYTES = 32;
/** For so many places of the log an event, a list of them all costs less than sorting those that are taken. */
const PLACES_AN_EVENT = 16;

/** Where events stand in the log: as bytes, since as objects a million of them cost more than hashing them. */
export class Leaves {
  #leaves = new Float64Array(0);
  #recorded = new Float64Array(0);
  #hashes = new Uint8Array(0);
  count = 0;

  /** @param hash of the leaf, 32 bytes as a latin1 text. */
  add(leaf: number, recordedAt: number, hash: string): void {
    if (this.count === this.#leaves.length) this.reserve(Math.max(2 * this.count, 1_024));
    this.#leaves[this.count] = leaf;
    this.#recorded[this.count] = recordedAt;
    putHash(this.#hashes, this.count, hash);
    this.count += 1;
  }

  addAll({ leaves, recorded, hashes }: LeavesPart): void {
    this.reserve(this.count + leaves.length);
    this.#leaves.set(leaves, this.count);
    this.#recorded.set(recorded, this.count);
    this.#hashes.set(hashes, this.count * HASH_BYTES);
    this.count += leaves.length;
  }

  /** Makes room for so many, so that it does not have to be made again and again. */
  reserve(count: number): void {
    if (count <= this.#leaves.length) return;
    const grown = <T extends Float64Array | Uint8Array>(from: T, to: T): T => (to.set(from), to);
    this.#leaves = grown(this.#leaves, new Float64Array(count));
    this.#recorded = grown(this.#recorded, new Float64Array(count));
    this.#hashes = grown(this.#hashes, new Uint8Array(count * HASH_BYTES));
  }

  /** What is in it now, not a copy. */
  part(): LeavesPart {
    return {
      leaves: this.#leaves.subarray(0, this.count),
      recorded: this.#recorded.subarray(0, this.count),
      hashes: this.#hashes.subarray(0, this.count * HASH_BYTES),
    };
  }

  placed(): readonly Placed[] {
    const { leaves, recorded } = this.part();
    return Array.from(leaves, (leaf, nth) => ({ leaf, recordedAt: recorded[nth] }));
  }

  /**
   * These leaves and others in the order of the log, with what proves them; undefined when two are the same, or one is not below `size`.
   *
   * @param shared whether another thread is to read them too.
   */
  inOrder(size: number, others: readonly OtherLeaf[], proof: Uint8Array, shared: boolean): Proven | undefined {
    const { count } = this;
    const all = new Float64Array(count + others.length);
    all.set(this.part().leaves);
    others.forEach(({ leaf }, nth) => (all[count + nth] = leaf));
    const places = all.length * PLACES_AN_EVENT < size ? sorted(all, size) : listed(all, size);
    if (!places) return undefined;
    const memory = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
    const indexes = new Float64Array(memory(all.byteLength));
    const hashes = new Uint32Array(memory(HASH_BYTES * all.length + proof.length));
    const bytes = new Uint8Array(hashes.buffer);
    const from = new Uint32Array(this.#hashes.buffer);
    for (let nth = 0, to = 0; nth < all.length; nth += 1) {
      const place = places[nth];
      indexes[nth] = all[place];
      if (place >= count) putHash(bytes, nth, others[place - count].hash);
      else for (let word = 0; word < HASH_WORDS; word += 1) hashes[to + word] = from[HASH_WORDS * place + word];
      to += HASH_WORDS;
    }
    bytes.set(proof, HASH_BYTES * all.length);
    return { indexes, hashes };
  }
}

function putHash(hashes: Uint8Array, nth: number, hash: string): void {
  for (let at = HASH_BYTES * nth, byte = 0; byte < HASH_BYTES; byte += 1) hashes[at + byte] = hash.charCodeAt(byte);
}

/** Places of ascending leaves, for leaves that are most of the log; undefined when two are the same, or one is not below `size`. */
function listed(leaves: Float64Array, size: number): Uint32Array | undefined {
  const placed = new Uint32Array(size);
  for (let nth = 0; nth < leaves.length; nth += 1) {
    // Beyond the end there is nothing at all.
    if (placed[leaves[nth]] !== 0) return undefined;
    placed[leaves[nth]] = nth + 1;
  }
  const places = new Uint32Array(leaves.length);
  for (let leaf = 0, to = 0; leaf < size; leaf += 1) if (placed[leaf] !== 0) places[to++] = placed[leaf] - 1;
  return places;
}

/** As `listed`, for leaves that lie far apart. */
function sorted(leaves: Float64Array, size: number): Uint32Array | undefined {
  if (leaves.some((leaf) => leaf >= size)) return undefined;
  const count = leaves.length;
  if (size * count > Number.MAX_SAFE_INTEGER) throw new RangeError(`${count} events of ${size} are too many to check`);
  // The place of each behind its leaf, in one number: they are sorted without asking for the order of any two.
  const places = Uint32Array.from(leaves.map((leaf, nth) => leaf * count + nth).sort(), (place) => place % count);
  return places.some((place, nth) => nth > 0 && leaves[place] === leaves[places[nth - 1]]) ? undefined : places;
}
