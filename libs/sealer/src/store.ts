import pg from 'pg';
import { HeadsMap, type Digest } from '#integrity';
import { binaryArray, type Link, type Position } from '#ledger';
import { headIn, type Growing } from './growing.js';
import { SealRefused } from './refused.js';
import { headOf, type HeadRow } from './sealed-log.js';
import { BUNDLES, type Written } from './tree.js';

const ROWS_AT_ONCE = 10_000;
/** PostgreSQL's name for the rule that a stream has one tag. */
const ONE_TAG_A_STREAM = 'streams_stream_key';

/** A page in the tree: what there is to store of it. */
export interface Batch {
  readonly last: Link | undefined;
  /** Of events, and where they stand: none where the ledger's positions tell that (`seal.leaf_of`). */
  readonly ids: readonly string[];
  readonly leaves: readonly number[];
  readonly streams: readonly Growing[];
}

/** The heads of all streams as they are stored. */
export async function loadHeads(client: pg.Client): Promise<HeadsMap> {
  const heads = new HeadsMap();
  for (let after: Buffer = Buffer.alloc(0); ;) {
    const { rows } = await client.query<HeadRow>(
      'SELECT tag, count, leaf, hash FROM seal.streams WHERE tag > $1 ORDER BY tag LIMIT $2',
      [after, ROWS_AT_ONCE],
    );
    for (const row of rows) heads.set(headOf(row));
    const last = rows.at(-1);
    if (!last) return heads;
    after = last.tag;
  }
}

const STORE = {
  name: 'seal.store',
  text: `
    WITH
      tiles AS (
        INSERT INTO seal.tiles SELECT * FROM unnest($1::int[], $2::bigint[], $3::bytea[])
        ON CONFLICT (level, index) DO UPDATE SET bytes = EXCLUDED.bytes),
      bundles AS (
        INSERT INTO seal.bundles SELECT * FROM unnest($4::bigint[], $5::bytea[])
        ON CONFLICT (index) DO UPDATE SET bytes = EXCLUDED.bytes),
      events AS (INSERT INTO seal.events SELECT * FROM unnest($6::uuid[], $7::bigint[])),
      streams AS (
        INSERT INTO seal.streams
        SELECT * FROM unnest($8::bytea[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bytea[])
        ON CONFLICT (tag) DO UPDATE SET count = EXCLUDED.count, leaf = EXCLUDED.leaf, hash = EXCLUDED.hash)
    INSERT INTO seal.checkpoints (size, root, position, sealed_at) VALUES ($14, $15, $16, to_timestamp($17 / 1000.0))`,
};

/** All of a batch in one statement, so in one transaction and one way to the server and back. @throws SealRefused */
export async function store(
  client: pg.Client,
  { ids, leaves, streams }: Batch,
  written: readonly Written[],
  { size, root, position, sealedAt }: { size: number; root: Digest; position: Position; sealedAt: number },
): Promise<void> {
  const { bytes, ints, longs, texts, uuids } = binaryArray;
  const tiles = written.filter(({ level }) => level !== BUNDLES);
  const bundles = written.filter(({ level }) => level === BUNDLES);
  const heads = streams.map(headIn);
  const values = [
    ...[ints(tiles.map((t) => t.level)), longs(tiles.map((t) => t.index)), bytes(tiles.map((t) => t.bytes))],
    ...[longs(bundles.map((b) => b.index)), bytes(bundles.map((b) => b.bytes))],
    ...[uuids(ids), longs(leaves)],
    ...[bytes(heads.map((h) => h.tag)), texts(streams.map((s) => s.stream)), texts(streams.map((s) => s.caseId))],
    ...[longs(heads.map((h) => h.count)), longs(heads.map((h) => h.leaf)), bytes(heads.map((h) => h.hash))],
    ...[size, root, position, sealedAt],
  ];
  await client.query({ ...STORE, values }).catch((error: unknown) => {
    if (error instanceof pg.DatabaseError && error.constraint === ONE_TAG_A_STREAM)
      throw new SealRefused('a stream that is sealed begins a second time, in another case');
    throw error;
  });
}
