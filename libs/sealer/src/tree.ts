import {
  EMPTY_ROOT,
  ENTRY_BYTES,
  entriesOf,
  hashesAt,
  leafHash,
  nodeHash,
  subtreesOf,
  TileHashes,
  TILE_WIDTH,
  tileOf,
  writeEntry,
  type Digest,
  type LogEntry,
} from '#integrity';

/** Bytes of a tile or, with level -1, of a bundle, after entries were added. */
export interface Written {
  readonly level: number;
  readonly index: number;
  readonly bytes: Buffer;
}

/** The level under which bundles of entries go here. */
export const BUNDLES = -1;
const HASH_BYTES = 32;
const BUNDLED_BYTES = 2 + ENTRY_BYTES;
/** Levels of the tree to a level of tiles. */
const TILE_HEIGHT = 8;

/** A tile or bundle that fills. */
class Filling {
  #bytes: Buffer;
  #count = 0;

  constructor(private readonly width: number) {
    this.#bytes = Buffer.allocUnsafeSlow(TILE_WIDTH * width);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count === TILE_WIDTH;
  }

  /** The room of what is added. */
  next(): Buffer {
    this.#count += 1;
    return this.#bytes.subarray((this.#count - 1) * this.width, this.#count * this.width);
  }

  /** A copy of what is in it so far. */
  soFar(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#count * this.width));
  }

  /** What is in it; it begins anew with other bytes. */
  take(): Buffer {
    const bytes = this.#bytes;
    this.#bytes = Buffer.allocUnsafeSlow(TILE_WIDTH * this.width);
    this.#count = 0;
    return bytes;
  }
}

/**
 * The right edge of the tree: the tiles and the bundle that are not full, and the complete subtrees that all leaves so far are
 * made of. All that is needed to add entries and to say the root.
 */
export class GrowingTree {
  readonly #tiles: Filling[] = [];
  readonly #bundle = new Filling(BUNDLED_BYTES);
  /** By level of the tree; none where the size has no such power of two. */
  readonly #complete: (Digest | undefined)[] = [];
  #written: Written[] = [];
  size = 0;

  /**
   * @param read the stored bytes of a tile or bundle, empty when it is not there.
   * @throws RangeError when what is stored is narrower than a tree of this size.
   */
  static async load(size: number, read: (level: number, index: number) => Promise<Buffer>): Promise<GrowingTree> {
    const tree = new GrowingTree();
    tree.size = size;
    const edges: Buffer[] = [];
    for (let level = 0; hashesAt(level, size) > 0; level += 1) {
      const count = hashesAt(level, size);
      const bytes = await read(level, Math.floor(count / TILE_WIDTH));
      if (bytes.length < (count % TILE_WIDTH) * HASH_BYTES) throw new RangeError('The tile does not reach so far');
      for (let hash = 0; hash < count % TILE_WIDTH; hash += 1)
        tree
          .#tile(level)
          .next()
          .set(bytes.subarray(hash * HASH_BYTES, (hash + 1) * HASH_BYTES));
      edges.push(bytes);
    }
    for (const subtree of subtreesOf([0, size]))
      tree.#complete[subtree.level] = new TileHashes(edges[tileOf(subtree).level]).hash(subtree);
    const bundle = entriesOf(await read(BUNDLES, Math.floor(size / TILE_WIDTH)));
    if (bundle.length < size % TILE_WIDTH) throw new RangeError('The bundle of entries does not reach so far');
    for (const entry of bundle.slice(0, size % TILE_WIDTH)) tree.#bundled().set(entry);
    return tree;
  }

  /** @returns the entry's leaf. */
  add(entry: LogEntry): number {
    const bytes = this.#bundled();
    writeEntry(entry, bytes, 0);
    this.#addHash(leafHash(bytes));
    if (this.#bundle.isFull) this.#write(BUNDLES, this.size, this.#bundle.take());
    this.size += 1;
    return this.size - 1;
  }

  /** The room of the next entry, behind its length. */
  #bundled(): Buffer {
    const room = this.#bundle.next();
    room.writeUInt16BE(ENTRY_BYTES);
    return room.subarray(2);
  }

  #tile(level: number): Filling {
    return (this.#tiles[level] ??= new Filling(HASH_BYTES));
  }

  /** A leaf completes a subtree with each smaller one of the same size on its left. */
  #addHash(leaf: Digest): void {
    let digest = leaf;
    for (let level = 0; ; level += 1) {
      if (level % TILE_HEIGHT === 0) this.#addToTile(level / TILE_HEIGHT, digest);
      const left = this.#complete[level];
      if (!left) {
        this.#complete[level] = digest;
        return;
      }
      this.#complete[level] = undefined;
      digest = nodeHash(left, digest);
    }
  }

  #addToTile(level: number, digest: Digest): void {
    const tile = this.#tile(level);
    tile.next().set(digest);
    if (tile.isFull) this.#write(level, this.size, tile.take());
  }

  /** @param leaf any one under it. */
  #write(level: number, leaf: number, bytes: Buffer): void {
    this.#written.push({ level, index: Math.floor(leaf / TILE_WIDTH ** (Math.max(level, 0) + 1)), bytes });
  }

  /** What has to be stored since the last time, the tiles that are not full included. */
  takeWritten(): readonly Written[] {
    this.#tiles.forEach((tile, level) => !tile.isEmpty && this.#write(level, this.size, tile.soFar()));
    if (!this.#bundle.isEmpty) this.#write(BUNDLES, this.size, this.#bundle.soFar());
    const written = this.#written;
    this.#written = [];
    return written;
  }

  get root(): Digest {
    const complete = this.#complete.filter((digest) => digest !== undefined);
    return complete.length === 0 ? EMPTY_ROOT : complete.reduce((right, left) => nodeHash(left, right));
  }
}
