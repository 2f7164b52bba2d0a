import {
  bundled,
  encodeEntry,
  entriesOf,
  hashesAt,
  hashInTile,
  leafHash,
  nodeHash,
  rangeHash,
  TILE_WIDTH,
  tileOf,
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

/**
 * The right edge of the tree: the tiles and the bundle that are not full. All that is needed to add entries and to say the root.
 */
export class GrowingTree {
  readonly #edges: Digest[][] = [];
  #bundle: Buffer[] = [];
  readonly #written = new Map<string, Written>();
  size = 0;

  /**
   * @param read the stored bytes of a tile or bundle, empty when it is not there.
   * @throws RangeError when what is stored is narrower than a tree of this size.
   */
  static async load(size: number, read: (level: number, index: number) => Promise<Buffer>): Promise<GrowingTree> {
    const tree = new GrowingTree();
    tree.size = size;
    for (let level = 0; hashesAt(level, size) > 0; level += 1) {
      const count = hashesAt(level, size);
      const bytes = await read(level, Math.floor(count / TILE_WIDTH));
      tree.#edges.push(
        Array.from({ length: count % TILE_WIDTH }, (_, index) => hashInTile({ level: 0, index }, bytes)),
      );
    }
    const bundle = entriesOf(await read(BUNDLES, Math.floor(size / TILE_WIDTH)));
    tree.#bundle = bundle.slice(0, size % TILE_WIDTH).map(bundled);
    if (tree.#bundle.length !== size % TILE_WIDTH) throw new RangeError('The bundle of entries does not reach so far');
    return tree;
  }

  /** @returns the entry's leaf. */
  add(entry: LogEntry): number {
    const bytes = encodeEntry(entry);
    this.#addHash(0, leafHash(bytes));
    this.#bundle.push(bundled(bytes));
    if (this.#bundle.length === TILE_WIDTH) {
      this.#write(BUNDLES, this.size, Buffer.concat(this.#bundle));
      this.#bundle = [];
    }
    this.size += 1;
    return this.size - 1;
  }

  #addHash(level: number, digest: Digest): void {
    const edge = (this.#edges[level] ??= []);
    edge.push(digest);
    if (edge.length < TILE_WIDTH) return;
    this.#write(level, this.size, Buffer.concat(edge));
    this.#edges[level] = [];
    let row: readonly Digest[] = edge;
    while (row.length > 1) row = row.flatMap((left, i) => (i % 2 === 0 ? [nodeHash(left, row[i + 1])] : []));
    this.#addHash(level + 1, row[0]);
  }

  /** @param leaf any one under it. */
  #write(level: number, leaf: number, bytes: Buffer): void {
    const index = Math.floor(leaf / TILE_WIDTH ** (Math.max(level, 0) + 1));
    this.#written.set(`${level}/${index}`, { level, index, bytes });
  }

  /** What has to be stored since the last time, the tiles that are not full included. */
  takeWritten(): readonly Written[] {
    this.#edges.forEach((edge, level) => edge.length > 0 && this.#write(level, this.size, Buffer.concat(edge)));
    if (this.#bundle.length > 0) this.#write(BUNDLES, this.size, Buffer.concat(this.#bundle));
    const written = [...this.#written.values()];
    this.#written.clear();
    return written;
  }

  get root(): Digest {
    const edges = this.#edges.map((edge) => Buffer.concat(edge));
    return rangeHash([0, this.size], (subtree) => hashInTile(subtree, edges[tileOf(subtree).level]));
  }
}
