import {
  EMPTY_ROOT,
  ENTRY_BYTES,
  entriesOf,
  hashesAt,
  leafText,
  nodeText,
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
/** The one that is added. */
const ENTRY = Buffer.alloc(ENTRY_BYTES);
/** Levels of the tree to a level of tiles. */
const TILE_HEIGHT = 8;

/** A tile or bundle that fills. */
class Filling {
  bytes: Buffer;
  #count = 0;

  constructor(private readonly width: number) {
    this.bytes = Buffer.allocUnsafeSlow(TILE_WIDTH * width);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count === TILE_WIDTH;
  }

  /** Where in its bytes there is room for what is added. */
  next(): number {
    this.#count += 1;
    return (this.#count - 1) * this.width;
  }

  /** A copy of what is in it so far. */
  soFar(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.#count * this.width));
  }

  /** What is in it; it begins anew with other bytes. */
  take(): Buffer {
    const bytes = this.bytes;
    this.bytes = Buffer.allocUnsafeSlow(TILE_WIDTH * this.width);
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
  /** By level of the tree, as latin1 texts of 32 characters; empty where the size has no such power of two. */
  readonly #complete: string[] = [];
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
        tree.#addToTile(level, bytes.toString('latin1', hash * HASH_BYTES, (hash + 1) * HASH_BYTES));
      edges.push(bytes);
    }
    for (const subtree of subtreesOf([0, size]))
      tree.#complete[subtree.level] = new TileHashes(edges[tileOf(subtree).level]).hash(subtree).toString('latin1');
    const bundle = entriesOf(await read(BUNDLES, Math.floor(size / TILE_WIDTH)));
    if (bundle.length < size % TILE_WIDTH) throw new RangeError('The bundle of entries does not reach so far');
    for (const entry of bundle.slice(0, size % TILE_WIDTH)) tree.#bundled(entry);
    return tree;
  }

  /** @returns the entry's leaf. */
  add(entry: LogEntry): number {
    writeEntry(entry, ENTRY, 0);
    this.#bundled(ENTRY);
    this.#addHash(leafText(ENTRY));
    if (this.#bundle.isFull) this.#write(BUNDLES, this.size, this.#bundle.take());
    this.size += 1;
    return this.size - 1;
  }

  /** An entry behind its length. */
  #bundled(entry: Buffer): void {
    const at = this.#bundle.next();
    this.#bundle.bytes.writeUInt16BE(ENTRY_BYTES, at);
    this.#bundle.bytes.set(entry, at + 2);
  }

  #tile(level: number): Filling {
    return (this.#tiles[level] ??= new Filling(HASH_BYTES));
  }

  /** A leaf completes a subtree with each smaller one of the same size on its left. @param leaf a latin1 text. */
  #addHash(leaf: string): void {
    let hash = leaf;
    for (let level = 0; ; level += 1) {
      if (level % TILE_HEIGHT === 0) {
        const tile = this.#addToTile(level / TILE_HEIGHT, hash);
        if (tile.isFull) this.#write(level / TILE_HEIGHT, this.size, tile.take());
      }
      const left = this.#complete[level] ?? '';
      this.#complete[level] = left === '' ? hash : '';
      if (left === '') return;
      hash = nodeText(left, hash);
    }
  }

  #addToTile(level: number, hash: string): Filling {
    const tile = this.#tile(level);
    tile.bytes.write(hash, tile.next(), 'latin1');
    return tile;
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
    const complete = this.#complete.filter((hash) => hash !== '');
    if (complete.length === 0) return EMPTY_ROOT;
    return Buffer.from(
      complete.reduce((right, left) => nodeText(left, right)),
      'latin1',
    );
  }
}
