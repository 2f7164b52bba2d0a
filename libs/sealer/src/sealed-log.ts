import pg from 'pg';
import {
  consistencyRanges,
  decodeEntry,
  encodeProof,
  ENTRY_BYTES,
  entriesOf,
  HeadsMap,
  inclusionRanges,
  rangeHash,
  subtreesOf,
  TileHashes,
  tileOf,
  tileOfPath,
  TILE_WIDTH,
  type Digest,
  type EventEntry,
  type Head,
  type Range,
} from '#integrity';
import { Attested } from './attested.js';
import { BUNDLES } from './tree.js';

export type Queryable = Pick<pg.ClientBase, 'query'>;

/** A checkpoint that was signed: its note and what it is as of. */
export interface Sealed {
  readonly size: number;
  readonly note: string;
  /** The last event of the ledger that is in it. */
  readonly position: number;
  /** ISO 8601 UTC. */
  readonly sealedAt: string;
}

export interface Replayed {
  readonly heads: HeadsMap;
  /** By the tag in hexadecimal, in the order of the stream. */
  readonly entries: ReadonlyMap<string, readonly { readonly leaf: number; readonly entry: EventEntry }[]>;
}

/** A stream of a case, as far as the log has it. */
export interface SealedStream extends Head {
  readonly stream: string;
}

const keyOf = ({ level, index }: { level: number; index: number | string }): string => `${level}/${index}`;

/** Tiles, and of a bundle no more than the entry at a leaf. */
const TILES = {
  name: 'seal.hashes',
  text: `
    SELECT t.level, t.index, t.bytes FROM unnest($1::int[], $2::bigint[]) w(level, index) JOIN seal.tiles t USING (level, index)
    UNION ALL
    SELECT ${BUNDLES}, index, substring(bytes FROM ($3::bigint % ${TILE_WIDTH} * ${2 + ENTRY_BYTES} + 3)::int FOR ${ENTRY_BYTES})
    FROM seal.bundles WHERE index = $3::bigint / ${TILE_WIDTH}`,
};
/** The leaf of an event that is under the newest checkpoint, and that as it is published. */
const WHERE = {
  name: 'seal.where',
  text: `
    SELECT e.leaf, c.size, c.note || coalesce(
      (SELECT string_agg(line, '' ORDER BY vkey COLLATE "C") FROM seal.cosignatures s WHERE s.size = c.size), '') AS note
    FROM seal.events e,
      (SELECT size, note FROM seal.checkpoints WHERE note IS NOT NULL ORDER BY size DESC LIMIT 1) c
    WHERE e.id = $1 AND e.leaf < c.size`,
};
/** Full tiles that are kept, up to 16 KB each: those of the upper levels, and of the entries that are asked for most. */
const FULL_AT_MOST = 500;

interface CheckpointRow {
  readonly size: string;
  readonly note: string;
  readonly position: string;
  readonly sealed_at: Date;
}

/** The sealed log as it is stored: what `/checkpoint` and `/tile/...` serve, and proofs. Reads only. */
export class SealedLog {
  /** What others say of it, and its keys. */
  readonly attested: Attested;
  /** A tile that is full is never written again. By level and index, the one that was asked for last at the end. */
  readonly #full = new Map<string, TileHashes>();

  constructor(private readonly database: Queryable) {
    this.attested = new Attested(database);
  }

  /** The newest checkpoint as it is published: with the lines of its cosigners. */
  async published(): Promise<Sealed | undefined> {
    const sealed = await this.checkpoint();
    return sealed && { ...sealed, note: sealed.note + (await this.attested.cosignatures(sealed.size)) };
  }

  /** The newest checkpoint that was signed, or the one of this size; undefined while there is none. */
  async checkpoint(size?: number): Promise<Sealed | undefined> {
    const { rows } = await this.database.query<CheckpointRow>(
      `SELECT size, note, position, sealed_at FROM seal.checkpoints
       WHERE note IS NOT NULL AND ($1::bigint IS NULL OR size = $1) ORDER BY size DESC LIMIT 1`,
      [size ?? null],
    );
    const [row] = rows;
    if (!row) return undefined;
    const { note } = row;
    return { note, size: Number(row.size), position: Number(row.position), sealedAt: row.sealed_at.toISOString() };
  }

  /** The first signed checkpoint that has the ledger up to a position; undefined until there is one. */
  async checkpointWith(position: number): Promise<Sealed | undefined> {
    const { rows } = await this.database.query<{ size: string }>(
      'SELECT min(size) AS size FROM seal.checkpoints WHERE note IS NOT NULL AND position >= $1 HAVING count(*) > 0',
      [position],
    );
    return rows[0] && this.checkpoint(Number(rows[0].size));
  }

  /** The bytes at a path of C2SP tlog-tiles ('tile/0/000.p/5'); undefined when there is no such tile, or not so wide. */
  async tile(path: string): Promise<Buffer | undefined> {
    const tile = tileOfPath(path);
    if (!tile) return undefined;
    const level = tile.level === 'entries' ? BUNDLES : tile.level;
    const bytes = await this.stored(level, tile.index);
    const wanted = tile.width * (tile.level === 'entries' ? 2 + 104 : 32);
    return bytes.length >= wanted ? bytes.subarray(0, wanted) : undefined;
  }

  /** Empty when it is not there. */
  async stored(level: number, index: number): Promise<Buffer> {
    const { rows } = await this.database.query<{ bytes: Buffer }>(
      level === BUNDLES
        ? { name: 'seal.bundle', text: 'SELECT bytes FROM seal.bundles WHERE index = $1', values: [index] }
        : {
            name: 'seal.tile',
            text: 'SELECT bytes FROM seal.tiles WHERE level = $1 AND index = $2',
            values: [level, index],
          },
    );
    return rows[0]?.bytes ?? Buffer.alloc(0);
  }

  /** The hashes of ranges of the tree: the tiles that they take are read once each. @throws RangeError beyond the log's end. */
  async hashes(ranges: readonly Range[]): Promise<readonly Digest[]> {
    return (await this.#read(ranges)).hashes;
  }

  /** The hashes of ranges and, in the same query, the entry at a leaf. */
  async #read(ranges: readonly Range[], leaf?: number) {
    const wanted = new Map(ranges.flatMap(subtreesOf).map((subtree) => [keyOf(tileOf(subtree)), tileOf(subtree)]));
    const tiles = new Map<string, TileHashes>();
    for (const key of wanted.keys()) {
      const kept = this.#full.get(key);
      if (kept) tiles.set(key, kept);
    }
    const missing = [...wanted].flatMap(([key, tile]) => (tiles.has(key) ? [] : [tile]));
    let entry: Buffer | undefined;
    if (missing.length > 0 || leaf !== undefined) {
      const { rows } = await this.database.query<{ level: number; index: string; bytes: Buffer }>({
        ...TILES,
        values: [missing.map(({ level }) => level), missing.map(({ index }) => index), leaf ?? null],
      });
      for (const row of rows)
        if (row.level === BUNDLES) entry = row.bytes;
        else tiles.set(keyOf(row), new TileHashes(row.bytes));
    }
    // What is in use stays: it is put behind what was not asked for.
    for (const [key, tile] of tiles) {
      if (!tile.isFull) continue;
      this.#full.delete(key);
      this.#full.set(key, tile);
    }
    for (const key of this.#full.keys()) if (this.#full.size > FULL_AT_MOST) this.#full.delete(key);
    const none = new TileHashes(Buffer.alloc(0));
    const hashes = ranges.map((range) =>
      rangeHash(range, (subtree) => (tiles.get(keyOf(tileOf(subtree))) ?? none).hash(subtree)),
    );
    return { hashes, entry };
  }

  readonly consistency = (oldSize: number, size: number) => this.hashes(consistencyRanges(oldSize, size));

  /** The leaf of an event; undefined while it is not in the log. */
  async leafOf(eventId: string): Promise<number | undefined> {
    const { rows } = await this.database.query<{ leaf: string }>({
      name: 'seal.leaf',
      text: 'SELECT leaf FROM seal.events WHERE id = $1',
      values: [eventId],
    });
    return rows[0] && Number(rows[0].leaf);
  }

  /** The case that an event belongs to, empty for none; undefined while it is not in the log. */
  async caseOf(eventId: string): Promise<string | undefined> {
    const leaf = await this.leafOf(eventId);
    const entry = leaf === undefined ? undefined : decodeEntry(await this.entry(leaf));
    if (entry?.is !== 'event') return undefined;
    const { rows } = await this.database.query<{ case_id: string }>('SELECT case_id FROM seal.streams WHERE tag = $1', [
      entry.tag,
    ]);
    return rows[0]?.case_id;
  }

  /** That an event is in the log, as a C2SP tlog-proof file; undefined while no signed checkpoint has it. */
  async proofOf(eventId: string): Promise<string | undefined> {
    const { rows } = await this.database.query<{ leaf: string; size: string; note: string }>({
      ...WHERE,
      values: [eventId],
    });
    const [found] = rows;
    if (!found) return undefined;
    const [leaf, size] = [Number(found.leaf), Number(found.size)];
    const { hashes, entry } = await this.#read(inclusionRanges(leaf, size), leaf);
    // The entry itself goes with it: what it proves needs nothing else, and an exchanged one leads to no root.
    if (entry?.length !== ENTRY_BYTES) throw new RangeError(`The log has no leaf ${leaf}`);
    return encodeProof({ extra: entry.toString('base64'), index: leaf, hashes, checkpoint: found.note });
  }

  /** The entry at a leaf, 104 bytes. @throws RangeError beyond the log's end. */
  async entry(leaf: number): Promise<Buffer> {
    const { entry } = await this.#read([], leaf);
    if (entry?.length !== ENTRY_BYTES) throw new RangeError(`The log has no leaf ${leaf}`);
    return entry;
  }

  /**
   * The log's first `size` entries again: the heads of all streams as they stood then, and the entries of the streams under a
   * case's tag. Reads 106 bytes an entry.
   *
   * @throws RangeError beyond the log's end.
   */
  async replay(size: number, tag: Buffer): Promise<Replayed> {
    const heads = new HeadsMap();
    const entries = new Map<string, { leaf: number; entry: EventEntry }[]>();
    for (let leaf = 0; leaf < size;) {
      const bundle = entriesOf(await this.stored(BUNDLES, Math.floor(leaf / TILE_WIDTH)));
      if (bundle.length === 0) throw new RangeError(`The log has no leaf ${leaf}`);
      for (const bytes of bundle.slice(0, size - leaf)) {
        const entry = decodeEntry(bytes);
        if (entry.is === 'event') {
          heads.set({ tag: entry.tag, count: entry.revision + 1, leaf, hash: entry.hash });
          if (entry.tag.subarray(0, tag.length).equals(tag)) {
            const of = entries.get(entry.tag.toString('hex'));
            if (of) of.push({ leaf, entry });
            else entries.set(entry.tag.toString('hex'), [{ leaf, entry }]);
          }
        }
        leaf += 1;
      }
    }
    return { heads, entries };
  }

  async caseStreams(caseId: string): Promise<readonly SealedStream[]> {
    const { rows } = await this.database.query<HeadRow & { stream: string }>(
      'SELECT stream, tag, count, leaf, hash FROM seal.streams WHERE case_id = $1 ORDER BY tag',
      [caseId],
    );
    return rows.map((row) => ({ stream: row.stream, ...headOf(row) }));
  }
}

export interface HeadRow {
  readonly tag: Buffer;
  readonly count: string;
  readonly leaf: string;
  readonly hash: Buffer;
}

export const headOf = ({ tag, count, leaf, hash }: HeadRow): Head => ({
  tag,
  hash,
  count: Number(count),
  leaf: Number(leaf),
});

/** The sealed log over connections of its own. */
export function openSealedLog(url: string, onTrouble: (error: unknown) => void) {
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'continuity sealed log' });
  pool.on('error', onTrouble);
  return { log: new SealedLog(pool), pool, close: () => pool.end() };
}
