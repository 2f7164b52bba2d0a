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

const PLACES = `
-- The leaf of an event. Where the ledger is here, and gives positions without gaps, those tell it: each batch has its events first, and
-- before the first of all stands the key. Of other ledgers, and of batches before this step, seal.events has it.
CREATE INDEX ON seal.checkpoints (position, size);
CREATE FUNCTION seal.leaf_of(event uuid, OUT leaf bigint, OUT hash text) LANGUAGE plpgsql STABLE AS $$
DECLARE
  place bigint;
BEGIN
  SELECT e.leaf INTO leaf FROM seal.events e WHERE e.id = event;
  IF FOUND OR to_regclass('ledger.events') IS NULL THEN RETURN; END IF;
  SELECT e.position, e.metadata->>'hash' INTO place, hash FROM ledger.events e WHERE e.id = event;
  SELECT c.size + place - c.position - 1 INTO leaf
    FROM seal.checkpoints c WHERE c.position < place ORDER BY c.position DESC, c.size DESC LIMIT 1;
  IF NOT FOUND THEN leaf := place; END IF;
END $$;

-- Heads are written again and again: with room on their pages no index has to be.
ALTER TABLE seal.streams SET (fillfactor = 50);
`;

/** The sealed log's tables, step by step. A step that was released is never edited: add one. */
export const SEALER_STEPS: readonly string[] = [FIRST, ATTESTED, PLACES];
