import type pg from 'pg';
import {
  entryOf,
  eventHash,
  keyAdded,
  LogKeys,
  HeadsMap,
  NO_EVENT,
  openRotation,
  sha256,
  signCheckpoint,
  signRotation,
  streamTag,
  verifierKey,
  verifyConsistency,
  decodeEntry,
  type Head,
  type Signer,
} from '#integrity';
import { type Ledger, type LedgerEvent, type Position } from '#ledger';
import { anchorsDue, lastEventIn, rotationBesides, type Besides } from './besides.js';
import { headOf, SealedLog, type HeadRow } from './sealed-log.js';
import { BUNDLES, GrowingTree } from './tree.js';

/** What is in the ledger does not go with what was sealed: somebody changed one of them. Nothing more is signed until it does. */
export class SealRefused extends Error {
  constructor(
    readonly what: string,
    readonly where: { readonly stream?: string; readonly revision?: number; readonly position?: number } = {},
  ) {
    super(`Not sealed: ${what}`);
    this.name = 'SealRefused';
  }
}

const ZEROS = Buffer.alloc(32);

interface Batch {
  readonly events: readonly LedgerEvent[];
  readonly leaves: readonly number[];
  readonly heads: readonly (Head & { readonly event: LedgerEvent })[];
}

interface Tip {
  readonly size: number;
  readonly position: Position;
  readonly note: string | undefined;
  readonly sealedAt: number;
}

/**
 * The log as whoever holds the lease adds to it. In memory: the tree's right edge and the heads of all streams; any failure
 * while writing makes them doubtful, and `LogWriter.open` reads them anew.
 */
export class LogWriter {
  private constructor(
    private readonly client: pg.Client,
    private readonly ledger: Ledger,
    private readonly signer: Signer,
    private readonly clock: () => number,
    private readonly tree: GrowingTree,
    private readonly heads: HeadsMap,
    private tip: Tip,
  ) {}

  /** The last event that is sealed. */
  get position(): Position {
    return this.tip.position;
  }

  /**
   * Takes the log up where it was left: what was signed last is checked against the tree, the heads and the ledger; a tree
   * that was stored and not signed is shown to follow from it, and signed.
   *
   * @param retiring the key before, where its last signature may be due still.
   * @throws SealRefused when any of them does not go with the others.
   */
  static async open(
    client: pg.Client,
    ledger: Ledger,
    signer: Signer,
    clock: () => number,
    retiring?: Signer,
  ): Promise<LogWriter> {
    const log = new SealedLog(client);
    const { rows } = await client.query<{ size: string; root: Buffer; position: string; note: string | null }>(
      'SELECT size, root, position, note FROM seal.checkpoints ORDER BY size DESC LIMIT 1',
    );
    const [last] = rows;
    const blank: Tip = { size: 0, position: 0, note: undefined, sealedAt: 0 };
    if (!last) return new LogWriter(client, ledger, signer, clock, new GrowingTree(), new HeadsMap(), blank);

    const size = Number(last.size);
    const tree = await GrowingTree.load(size, (level, index) => log.stored(level, index)).catch((error: unknown) => {
      throw new SealRefused(`the stored tree is not whole: ${String(error)}`);
    });
    if (!tree.root.equals(last.root)) throw new SealRefused('the stored tree has another root than was recorded');
    const keys = await keysOf(log, signer, size);
    const signed = await log.checkpoint();
    if (signed) await assertFollows(log, signed.note, keys, { size, root: tree.root });
    const due = keys.at(size).map(({ vkey }) => vkey);
    const signers = [...(retiring ? [retiring] : []), signer].filter((one) => due.includes(verifierKey(one).vkey));
    if (last.note === null && signers.length < due.length)
      throw new SealRefused('the key is being changed: run rotate-key again, which finishes it');

    const { rows: heads } = await client.query<HeadRow>('SELECT tag, count, leaf, hash FROM seal.streams');
    const map = new HeadsMap(heads.map(headOf));
    const committed = decodeEntry(await log.entry(size - 1));
    if (committed.is !== 'heads' || !committed.root.equals(map.root))
      throw new SealRefused('the heads of the streams are not those that the log committed to');
    const position = Number(last.position);
    await assertLedgerAgrees(log, ledger, position, size);

    const tip: Tip = { size, position, note: last.note ?? signed?.note, sealedAt: committed.sealedAt };
    const writer = new LogWriter(client, ledger, signer, clock, tree, map, tip);
    if (last.note === null) await writer.#sign(signers);
    return writer;
  }

  /** Seals a page of events and signs the checkpoint over them. @throws SealRefused */
  async seal(events: readonly LedgerEvent[]): Promise<void> {
    // A ledger cut back under a running sealer gives its positions out again: what takes them would never be seen here.
    const log = new SealedLog(this.client);
    const { size, position } = this.tip;
    if (size > 0) await assertLedgerAgrees(log, this.ledger, position, size);
    const sealedAt = Math.max(this.clock(), this.tip.sealedAt);
    const page = await this.#checked(events);
    if (this.tree.size === 0) this.tree.add(keyAdded(verifierKey(this.signer).vkey, 0, sealedAt));
    const heads = new Map<string, Head & { readonly event: LedgerEvent }>();
    const leaves: number[] = [];
    for (const { event, tag } of page) {
      const previous = this.heads.get(tag)?.leaf;
      const entry = entryOf(event, { tag, sealedAt, previous });
      const leaf = this.tree.add(entry);
      const head = { tag, count: event.revision + 1, leaf, hash: entry.hash };
      this.heads.set(head);
      // The first event of a stream says whose case it is: its tag was made of that.
      heads.set(event.stream, { ...head, event: heads.get(event.stream)?.event ?? event });
      leaves.push(leaf);
    }
    const batch = { events, leaves, heads: [...heads.values()] };
    await this.#end(batch, await anchorsDue(this.client, sealedAt), sealedAt, [this.signer]);
  }

  /**
   * Lets another key sign from here on: two entries that say so, and a checkpoint that both sign. The statement is signed by both.
   *
   * @returns the size of that checkpoint. @throws SealRefused when nothing is sealed yet.
   */
  async rotate(next: Signer): Promise<number> {
    const [old, key] = [verifierKey(this.signer), verifierKey(next)];
    const { size: from } = this.tree;
    if (from === 0) throw new SealRefused('nothing is sealed yet: put the new key in the place of the old one');
    const signers = [this.signer, next];
    const said = { origin: old.name, from, old, new: key };
    const rotation = { ...said, statement: await signRotation(said, signers) };
    const sealedAt = Math.max(this.clock(), this.tip.sealedAt);
    await this.#end({ events: [], leaves: [], heads: [] }, rotationBesides(rotation, sealedAt), sealedAt, signers);
    return this.tree.size;
  }

  /** Ends a batch with what stands in it besides events, and the heads; stores it and has it signed. */
  async #end(batch: Batch, besides: Besides, sealedAt: number, signers: readonly Signer[]): Promise<void> {
    const { note } = this.tip;
    const first = this.tree.size;
    for (const entry of besides.entries) this.tree.add(entry);
    this.tree.add({
      is: 'heads',
      covers: this.tree.size,
      streams: this.heads.size,
      sealedAt,
      root: this.heads.root,
      checkpoint: note === undefined ? ZEROS : Buffer.from(sha256(note), 'base64url'),
    });
    const position = batch.events.at(-1)?.position ?? this.tip.position;
    await this.#store(batch, (client) => besides.keep(client, first), position, sealedAt);
    this.tip = { size: this.tree.size, position, note, sealedAt };
    await this.#sign(signers);
  }

  /** The events with the tags of their streams, if each follows from what is sealed. Changes nothing. */
  async #checked(events: readonly LedgerEvent[]): Promise<readonly { event: LedgerEvent; tag: Buffer }[]> {
    const names = [...new Set(events.map(({ stream }) => stream))];
    const { rows } = await this.client.query<{ stream: string; tag: Buffer }>({
      name: 'seal.tags',
      text: 'SELECT stream, tag FROM seal.streams WHERE stream = ANY($1)',
      values: [names],
    });
    const tags = new Map(rows.map(({ stream, tag }) => [stream, tag]));
    const ends = new Map<string, { readonly count: number; readonly hash: string }>();
    return events.map((event) => {
      const { stream, revision, position } = event;
      const where = { stream, revision, position };
      if (eventHash(event) !== event.hash) throw new SealRefused('an event does not match its own hash', where);
      const tag = tags.get(stream) ?? streamTag(event.caseId, stream);
      tags.set(stream, tag);
      const head = this.heads.get(tag);
      const end = ends.get(stream) ??
        (head && { count: head.count, hash: head.hash.toString('base64url') }) ?? { count: 0, hash: NO_EVENT };
      if (revision !== end.count) throw new SealRefused(`revision ${end.count} of a stream is missing`, where);
      if (event.prev !== end.hash) throw new SealRefused('an event follows another than the one sealed', where);
      ends.set(stream, { count: revision + 1, hash: event.hash });
      return { event, tag };
    });
  }

  async #store(
    { events, leaves, heads }: Batch,
    keep: (client: pg.Client) => Promise<void>,
    position: Position,
    sealedAt: number,
  ): Promise<void> {
    const written = this.tree.takeWritten();
    const tiles = written.filter(({ level }) => level !== BUNDLES);
    const bundles = written.filter(({ level }) => level === BUNDLES);
    const { client } = this;
    await client.query('BEGIN');
    await client.query({
      name: 'seal.tiles',
      text: `INSERT INTO seal.tiles SELECT * FROM unnest($1::int[], $2::bigint[], $3::bytea[])
        ON CONFLICT (level, index) DO UPDATE SET bytes = EXCLUDED.bytes`,
      values: [tiles.map((t) => t.level), tiles.map((t) => t.index), tiles.map((t) => t.bytes)],
    });
    await client.query({
      name: 'seal.bundles',
      text: `INSERT INTO seal.bundles SELECT * FROM unnest($1::bigint[], $2::bytea[])
        ON CONFLICT (index) DO UPDATE SET bytes = EXCLUDED.bytes`,
      values: [bundles.map((b) => b.index), bundles.map((b) => b.bytes)],
    });
    await client.query({
      name: 'seal.events',
      text: 'INSERT INTO seal.events SELECT * FROM unnest($1::uuid[], $2::bigint[])',
      values: [events.map(({ id }) => id), leaves],
    });
    await client.query({
      name: 'seal.streams',
      text: `INSERT INTO seal.streams
        SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bytea[])
        ON CONFLICT (tag) DO UPDATE SET count = EXCLUDED.count, leaf = EXCLUDED.leaf, hash = EXCLUDED.hash`,
      values: [
        ...[heads.map((h) => h.tag), heads.map((h) => h.event.stream), heads.map((h) => h.event.caseId)],
        ...[heads.map((h) => h.count), heads.map((h) => h.leaf), heads.map((h) => h.hash)],
      ],
    });
    await client.query({
      name: 'seal.checkpoint',
      text: 'INSERT INTO seal.checkpoints (size, root, position, sealed_at) VALUES ($1, $2, $3, to_timestamp($4 / 1000.0))',
      values: [this.tree.size, this.tree.root, position, sealedAt],
    });
    await keep(client);
    await client.query('COMMIT');
  }

  /** Signs the tree as it is stored. It was built on the one signed before, whose root was checked when the log was opened. */
  async #sign(signers: readonly Signer[]): Promise<void> {
    const { size, root } = this.tree;
    const note = await signCheckpoint({ origin: this.signer.name, size, root }, signers);
    await this.client.query({
      name: 'seal.sign',
      text: 'UPDATE seal.checkpoints SET note = $2 WHERE size = $1 AND note IS NULL',
      values: [size, note],
    });
    this.tip = { ...this.tip, note };
  }
}

/** The keys that the log has had, if this one is the last of them. @throws SealRefused */
async function keysOf(log: SealedLog, signer: Signer, size: number): Promise<LogKeys> {
  const statements = (await log.attested.rotations(size)).map(({ statement }) => statement);
  const broken = (error: unknown): never => {
    throw new SealRefused(`the changes of its key are not as they were signed: ${String(error)}`);
  };
  const last = statements.at(-1);
  const rotation = last === undefined ? undefined : await openRotation(last).catch(broken);
  const current = verifierKey(signer);
  if (rotation && rotation.new.vkey !== current.vkey)
    throw new SealRefused(
      `this key does not sign any more: ${rotation.new.vkey} does, from ${rotation.from} leaves on`,
    );
  return LogKeys.of(current, statements).catch(broken);
}

/** Whether a tree follows from the checkpoint that was signed last. @throws SealRefused */
async function assertFollows(
  log: SealedLog,
  note: string,
  keys: LogKeys,
  tree: { readonly size: number; readonly root: Buffer },
): Promise<void> {
  const signed = await keys.open(note).catch((error: unknown) => {
    throw new SealRefused(`the last checkpoint was not signed by this key: ${String(error)}`);
  });
  const proof = signed.size <= tree.size ? await log.consistency(signed.size, tree.size) : [];
  if (!verifyConsistency(signed, tree, proof))
    throw new SealRefused('the stored tree does not follow from the checkpoint signed last');
}

/** Whether the ledger still has the event that was sealed last. @throws SealRefused */
async function assertLedgerAgrees(log: SealedLog, ledger: Ledger, position: Position, size: number): Promise<void> {
  const entry = await lastEventIn(log, size);
  const [event] = await ledger.readAll(position - 1, 1);
  if (event?.position !== position) throw new SealRefused('the ledger ends before what was sealed', { position });
  const { stream, revision } = event;
  if (entry.hash.toString('base64url') !== event.hash)
    throw new SealRefused('the ledger has another event than was sealed', { stream, revision, position });
}
