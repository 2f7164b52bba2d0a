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

/** The sealed log's tables, step by step. A step that was released is never edited: add one. */
export const SEALER_STEPS: readonly string[] = [FIRST];
