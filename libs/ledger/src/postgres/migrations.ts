/** Held from before positions are given out until they are committed; the letters `ledger` as a number. */
export const ONE_COMMIT_AT_A_TIME = '119182731994482';

const FIRST = `
CREATE SCHEMA ledger;

-- json, not jsonb: what was hashed must come back byte for byte, and jsonb reorders names and drops repeated ones.
-- Collation C: an index on stream names must not depend on the operating system's locale tables.
CREATE TABLE ledger.events (
  position bigint PRIMARY KEY,
  revision int NOT NULL,
  stream text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  data json NOT NULL,
  metadata json NOT NULL,
  CONSTRAINT events_stream_revision UNIQUE (stream, revision),
  CONSTRAINT events_id UNIQUE (id)
);

-- Defence in depth, not proof: whoever owns the table can disable the trigger. What shows that nothing was changed or
-- removed is the hash chain and the sealed log.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a recorded event is never changed or removed (% on ledger.events)', TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.events
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER events_are_never_changed;

-- Appends events that each belong to an append: firsts[k] is where the k-th append's events begin in the other arrays (from
-- 1), counts[k] how many they are. All arrays of one append stand together; no stream occurs in two appends.
--
-- The lock is held until the commit is durable, so the order of positions is the order of commits, without gaps, whatever
-- process appends: a reader who asks for what is above the last position it saw misses nothing.
--
-- last_before is the position before the first appended event. Appends that found their stream at another revision are in
-- refused: [k, the revision it is at, the position of the last event if these very events stand there already].
CREATE FUNCTION ledger.append_many(
  firsts int[], counts int[], streams text[], revisions int[], ids uuid[], types text[], facts json[], metas json[],
  OUT last_before bigint, OUT refused json
) LANGUAGE plpgsql AS $$
DECLARE
  behind int[];
BEGIN
  PERFORM pg_advisory_xact_lock(${ONE_COMMIT_AT_A_TIME});
  SELECT coalesce(max(position), 0) INTO last_before FROM ledger.events;
  SELECT array_agg(a.k) INTO behind
    FROM unnest(firsts) WITH ORDINALITY a(first, k)
    WHERE revisions[a.first] - 1 <>
      coalesce((SELECT e.revision FROM ledger.events e WHERE e.stream = streams[a.first] ORDER BY e.revision DESC LIMIT 1), -1);
  IF behind IS NULL THEN
    INSERT INTO ledger.events (position, revision, stream, id, type, data, metadata)
      SELECT last_before + n, revision, stream, id, type, data, metadata
      FROM unnest(revisions, streams, ids, types, facts, metas) WITH ORDINALITY e(revision, stream, id, type, data, metadata, n);
    RETURN;
  END IF;
  INSERT INTO ledger.events (position, revision, stream, id, type, data, metadata)
    SELECT last_before + row_number() OVER (ORDER BY n), revision, stream, id, type, data, metadata
    FROM unnest(revisions, streams, ids, types, facts, metas) WITH ORDINALITY e(revision, stream, id, type, data, metadata, n)
    WHERE NOT EXISTS (SELECT FROM unnest(behind) b(k) WHERE n >= firsts[b.k] AND n < firsts[b.k] + counts[b.k]);
  SELECT json_agg(json_build_array(
      b.k,
      coalesce((SELECT max(e.revision) FROM ledger.events e WHERE e.stream = streams[firsts[b.k]]), -1),
      (SELECT max(e.position)
        FROM generate_series(firsts[b.k], firsts[b.k] + counts[b.k] - 1) n
        JOIN ledger.events e ON e.stream = streams[n] AND e.revision = revisions[n] AND e.id = ids[n]
        HAVING count(*) = counts[b.k])))
    INTO refused
    FROM unnest(behind) b(k);
END $$;
`;

/** The ledger's tables and functions, step by step. A step that was released is never edited: add one. */
export const LEDGER_STEPS: readonly string[] = [FIRST];
