const FIRST = `
CREATE SCHEMA seal;

-- Hashes and entries do not compress; a tile is rewritten whole while it fills.
CREATE TABLE seal.tiles (level int, index bigint, bytes bytea STORAGE EXTERNAL NOT NULL, PRIMARY KEY (level, index));
CREATE TABLE seal.bundles (index bigint PRIMARY KEY, bytes bytea STORAGE EXTERNAL NOT NULL);

-- Where each event stands in the log, and how far each stream has come there.
CREATE TABLE seal.events (id uuid PRIMARY KEY, leaf bigint NOT NULL);
CREATE TABLE seal.streams (
  tag bytea PRIMARY KEY,
  stream text COLLATE "C" NOT NULL UNIQUE,
  case_id text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  leaf bigint NOT NULL,
  hash bytea NOT NULL
);
CREATE INDEX ON seal.streams (case_id);

-- note is null from when the tree is on disk until it is signed: what is signed is durable first.
CREATE TABLE seal.checkpoints (
  size bigint PRIMARY KEY, root bytea NOT NULL, position bigint NOT NULL, sealed_at timestamptz NOT NULL, note text);
`;

const ATTESTED = `
-- What authorities say of checkpoints: the note as it was stamped, their reply, and the leaf that commits to both.
CREATE TABLE seal.anchors (
  size bigint, authority bigint, stamped_at timestamptz NOT NULL, note text NOT NULL, reply bytea NOT NULL, leaf bigint UNIQUE,
  url text COLLATE "C" NOT NULL, PRIMARY KEY (size, url));
CREATE INDEX ON seal.anchors (size) WHERE leaf IS NULL;

-- Lines under the note of a checkpoint that are not the log's own: of witnesses, and its ML-DSA-44 cosignature.
CREATE TABLE seal.cosignatures (size bigint, vkey text, line text NOT NULL, PRIMARY KEY (size, vkey));

-- Each key that followed another: the leaf of the first of the two entries, and the note that both signed.
CREATE TABLE seal.rotations (leaf bigint PRIMARY KEY, statement text NOT NULL);
`;

/** The sealed log's tables, step by step. A step that was released is never edited: add one. */
export const SEALER_STEPS: readonly string[] = [FIRST, ATTESTED];
