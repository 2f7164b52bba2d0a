import pg from 'pg';
import {
  consistencyRanges,
  decodeEntry,
  encodeProof,
  entriesOf,
  hashInTile,
  HeadsMap,
  inclusionRanges,
  rangeHash,
  subtreesOf,
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
    const tiles = new Map(ranges.flatMap(subtreesOf).map((subtree) => [keyOf(tileOf(subtree)), tileOf(subtree)]));
    const wanted = [...tiles.values()];
    const { rows } = await this.database.query<{ level: number; index: string; bytes: Buffer }>({
      name: 'seal.hashes',
      text: 'SELECT t.* FROM unnest($1::int[], $2::bigint[]) w(level, index) JOIN seal.tiles t USING (level, index)',
      values: [wanted.map(({ level }) => level), wanted.map(({ index }) => index)],
    });
    const bytes = new Map(rows.map((row) => [keyOf(row), row.bytes]));
    return ranges.map((range) =>
      rangeHash(range, (subtree) => hashInTile(subtree, bytes.get(keyOf(tileOf(subtree))) ?? Buffer.alloc(0))),
    );
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

  /** That an event is in the log, as a C2SP tlog-proof file; undefined while no signed checkpoint has it. */
  async proofOf(eventId: string): Promise<string | undefined> {
    const [leaf, sealed] = [await this.leafOf(eventId), await this.published()];
    if (leaf === undefined || !sealed || leaf >= sealed.size) return undefined;
    const hashes = await this.hashes(inclusionRanges(leaf, sealed.size));
    // The entry itself goes with it: what it proves needs nothing else, and an exchanged one leads to no root.
    const extra = (await this.entry(leaf)).toString('base64');
    return encodeProof({ extra, index: leaf, hashes, checkpoint: sealed.note });
  }

  /** The entry at a leaf, 104 bytes. @throws RangeError beyond the log's end. */
  async entry(leaf: number): Promise<Buffer> {
    const bundle = await this.stored(BUNDLES, Math.floor(leaf / TILE_WIDTH));
    const at = (leaf % TILE_WIDTH) * 106 + 2;
    if (at + 104 > bundle.length) throw new RangeError(`The log has no leaf ${leaf}`);
    return bundle.subarray(at, at + 104);
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
