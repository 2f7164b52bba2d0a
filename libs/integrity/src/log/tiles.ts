import { rowAbove, type Digest, type Subtree } from './merkle.js';

/** C2SP tlog-tiles: a tile holds up to 256 hashes of one level, every eighth level of the tree being stored. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const HASH_BYTES = 32;

/** A tile of hashes, or with `level` 'entries' a bundle of the entries themselves. `width` is 256 for a full one. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** 1234067 -> 'x001/x234/067'. */
function indexPath(index: number): string {
  const groups = [String(index % 1000).padStart(3, '0')];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  return groups.join('/');
}

/** 'tile/0/x001/234', 'tile/entries/000.p/5'. */
export const tilePath = ({ level, index, width }: Tile): string =>
  `tile/${level}/${indexPath(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;

const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/;

/** The tile of a path; undefined for anything that `tilePath` does not write. */
export function tileOfPath(path: string): Tile | undefined {
  const [, level = '', number = '', width = '256'] = PATH.exec(path) ?? [];
  const tile: Tile = {
    level: level === 'entries' ? 'entries' : Number(level),
    index: Number(number.replace(/[x/]/g, '')),
    width: Number(width),
  };
  const isOne = Number.isSafeInteger(tile.index) && tile.width >= 1 && tilePath(tile) === path;
  return isOne && (tile.level === 'entries' || tile.level < 64 / TILE_HEIGHT) ? tile : undefined;
}

/** How many hashes of a level a tree of so many leaves has: full tiles and the partial one. */
export const hashesAt = (tileLevel: number, size: number): number => Math.floor(size / TILE_WIDTH ** tileLevel);

/** The tile that a complete subtree's hash is read from. */
export const tileOf = ({ level, index }: Subtree): { readonly level: number; readonly index: number } => {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  return { level: tileLevel, index: Math.floor((index * 2 ** (level - tileLevel * TILE_HEIGHT)) / TILE_WIDTH) };
};

/** The bytes of a tile, and what follows from them: its rows of hashes are made once each, when they are asked for. */
export class TileHashes {
  readonly #rows: Buffer[];

  constructor(bytes: Buffer) {
    this.#rows = [bytes];
  }

  /** How many hashes it has. */
  get width(): number {
    return this.#rows[0].length / HASH_BYTES;
  }

  /** Whether it reaches as far as a complete subtree. */
  has({ level, index }: Subtree): boolean {
    const below = level % TILE_HEIGHT;
    return ((index % 2 ** (TILE_HEIGHT - below)) + 1) * 2 ** below <= this.width;
  }

  /** The hash of a complete subtree. @throws RangeError when the tile is too narrow. */
  hash({ level, index }: Subtree): Digest {
    const below = level % TILE_HEIGHT;
    while (this.#rows.length <= below) this.#rows.push(rowAbove(this.#rows[this.#rows.length - 1]));
    const at = (index % 2 ** (TILE_HEIGHT - below)) * HASH_BYTES;
    if (at + HASH_BYTES > this.#rows[below].length) throw new RangeError('The tile does not reach so far');
    return this.#rows[below].subarray(at, at + HASH_BYTES);
  }
}

/** An entry as it stands in a bundle: its length in two bytes, big-endian, and itself. */
export function bundled(entry: Uint8Array): Buffer {
  const bytes = Buffer.alloc(2 + entry.length);
  bytes.writeUInt16BE(entry.length);
  bytes.set(entry, 2);
  return bytes;
}

/** The entries of a bundle. @throws RangeError when it does not end where an entry ends. */
export function entriesOf(bundle: Buffer): readonly Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length;) {
    const end = at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) throw new RangeError('The bundle ends within an entry');
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
