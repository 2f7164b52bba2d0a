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
  type Subtree,
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

/** Of a bundle no more than the entry at a leaf. */
const entryAt = (leaf: string) => `
  SELECT substring(bytes FROM (${leaf} % ${TILE_WIDTH} * ${2 + ENTRY_BYTES} + 3)::int FOR ${ENTRY_BYTES})
  FROM seal.bundles WHERE index = ${leaf} / ${TILE_WIDTH}`;
const ENTRY = { name: 'seal.entry', text: `SELECT (${entryAt('$1::bigint')}) AS entry` };
const TILES = {
  name: 'seal.hashes',
  text: 'SELECT t.level, t.index, t.bytes FROM unnest($1::int[], $2::bigint[]) w(level, index) JOIN seal.tiles t USING (level, index)',
};
/** An event that is under the newest checkpoint: where, its entry and the tile of that, and the checkpoint as it is published. */
const WHERE = {
  name: 'seal.where',
  text: `
    SELECT e.leaf, e.hash, c.size, (${entryAt('e.leaf')}) AS entry,
      (SELECT bytes FROM seal.tiles WHERE level = 0 AND index = e.leaf / ${TILE_WIDTH}) AS tile,
      c.note || coalesce(
        (SELECT string_agg(line, '' ORDER BY vkey COLLATE "C") FROM seal.cosignatures s WHERE s.size = c.size), '') AS note
    FROM seal.leaf_of($1) e,
      (SELECT size, note FROM seal.checkpoints WHERE note IS NOT NULL ORDER BY size DESC LIMIT 1) c
    WHERE e.leaf < c.size`,
};
interface WhereRow {
  readonly leaf: string;
  /** That of the event in the ledger, base64url; null where the log has the leaf by the event's id. */
  readonly hash: string | null;
  readonly size: string;
  readonly entry: Buffer | null;
  readonly tile: Buffer | null;
  readonly note: string;
}
/** Tiles that are kept, up to 16 KB each: those of the upper levels, and of the entries that are asked for most. */
const TILES_AT_MOST = 500;

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
  /** What stands in a tile stays. By level and index, the one that was asked for last at the end. */
  readonly #tiles = new Map<string, TileHashes>();

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
    const wanted = new Map<string, Subtree[]>();
    for (const subtree of ranges.flatMap(subtreesOf)) {
      const key = keyOf(tileOf(subtree));
      const of = wanted.get(key);
      if (of) of.push(subtree);
      else wanted.set(key, [subtree]);
    }
    const missing = [...wanted].flatMap(([key, subtrees]) =>
      subtrees.every((subtree) => this.#tiles.get(key)?.has(subtree)) ? [] : [tileOf(subtrees[0])],
    );
    if (missing.length > 0) {
      const { rows } = await this.database.query<{ level: number; index: string; bytes: Buffer }>({
        ...TILES,
        values: [missing.map(({ level }) => level), missing.map(({ index }) => index)],
      });
      for (const row of rows) this.#tiles.set(keyOf(row), new TileHashes(row.bytes));
    }
    const none = new TileHashes(Buffer.alloc(0));
    const hashes = ranges.map((range) =>
      rangeHash(range, (subtree) => (this.#tiles.get(keyOf(tileOf(subtree))) ?? none).hash(subtree)),
    );
    // What is in use stays: it is put behind what was not asked for.
    for (const key of wanted.keys()) this.#keep(key);
    return hashes;
  }

  #keep(key: string, tile = this.#tiles.get(key)): void {
    this.#tiles.delete(key);
    if (tile) this.#tiles.set(key, tile);
    for (const oldest of this.#tiles.keys()) if (this.#tiles.size > TILES_AT_MOST) this.#tiles.delete(oldest);
  }

  readonly consistency = (oldSize: number, size: number) => this.hashes(consistencyRanges(oldSize, size));

  /** Whether the events that it is of are in the same database. */
  async hasLedger(): Promise<boolean> {
    const { rows } = await this.database.query<{ here: boolean }>(
      `SELECT to_regclass('ledger.events') IS NOT NULL AS here`,
    );
    return rows[0]?.here === true;
  }

  /** The leaf of an event; undefined while it is not in the log. */
  async leafOf(eventId: string): Promise<number | undefined> {
    const { rows } = await this.database.query<{ leaf: string }>({
      name: 'seal.leaf',
      text: 'SELECT leaf FROM seal.leaf_of($1) WHERE leaf < (SELECT max(size) FROM seal.checkpoints)',
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
    const { rows } = await this.database.query<WhereRow>({ ...WHERE, values: [eventId] });
    const [found] = rows;
    if (!found) return undefined;
    const { entry, tile, hash, note } = found;
    const [leaf, size] = [Number(found.leaf), Number(found.size)];
    if (entry?.length !== ENTRY_BYTES || !tile) throw new RangeError(`The log has no leaf ${leaf}`);
    const sealed = decodeEntry(entry);
    if (hash !== null && (sealed.is !== 'event' || sealed.hash.toString('base64url') !== hash))
      throw new Error(`The log has another event at leaf ${leaf} than the ledger at its place`);
    const key = keyOf(tileOf({ level: 0, index: leaf }));
    const read = new TileHashes(tile);
    if (read.width > (this.#tiles.get(key)?.width ?? 0)) this.#keep(key, read);
    const hashes = await this.hashes(inclusionRanges(leaf, size));
    // The entry itself goes with it: what it proves needs nothing else, and an exchanged one leads to no root.
    return encodeProof({ extra: entry.toString('base64'), index: leaf, hashes, checkpoint: note });
  }

  /** The entry at a leaf, 104 bytes. @throws RangeError beyond the log's end. */
  async entry(leaf: number): Promise<Buffer> {
    const { rows } = await this.database.query<{ entry: Buffer | null }>({ ...ENTRY, values: [leaf] });
    const entry = rows[0]?.entry;
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
