import type pg from 'pg';
import {
  HeadsMap,
  keyAdded,
  LogKeys,
  NO_EVENT,
  openRotation,
  sha256,
  signCheckpoint,
  signRotation,
  streamTag,
  verifierKey,
  verifyConsistency,
  decodeEntry,
  type Digest,
  type Signer,
} from '#integrity';
import { START, type Ledger, type Link, type Links, type Position } from '#ledger';
import { anchorsDue, lastEventIn, rotationBesides, type Besides } from './besides.js';
import { grownTo, headIn, takeIn, type Growing } from './growing.js';
import { SealRefused } from './refused.js';
import { SealedLog } from './sealed-log.js';
import { loadHeads, store, type Batch } from './store.js';
import { GrowingTree } from './tree.js';

const ZEROS = Buffer.alloc(32);
/** The event that was sealed last. */
interface Tip {
  readonly position: Position;
  readonly hash: string;
  readonly sealedAt: number;
}

/**
 * The log as whoever holds the lease adds to it. In memory: the tree's right edge and the heads of all streams; any failure
 * makes them doubtful, and `LogWriter.open` reads them anew.
 */
export class LogWriter {
  #signing: Promise<void> = Promise.resolve();
  #position: Position;

  private constructor(
    private readonly client: pg.Client,
    private readonly ledger: Ledger,
    private readonly signer: Signer,
    private readonly clock: () => number,
    private readonly keepsPlaces: boolean,
    private readonly tree: GrowingTree,
    private readonly heads: HeadsMap,
    private tip: Tip | undefined,
    private note: string | undefined,
  ) {
    this.#position = tip?.position ?? START;
  }

  /** The last event that is under a signed checkpoint. */
  get position(): Position {
    return this.#position;
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
    const keepsPlaces = !ledger.isDense || !(await log.hasLedger());
    const { rows } = await client.query<{ size: string; root: Buffer; position: string; note: string | null }>(
      'SELECT size, root, position, note FROM seal.checkpoints ORDER BY size DESC LIMIT 1',
    );
    const [last] = rows;
    const ways = [client, ledger, signer, clock, keepsPlaces] as const;
    if (!last) return new LogWriter(...ways, new GrowingTree(), new HeadsMap(), undefined, undefined);

    const size = Number(last.size);
    const tree = await GrowingTree.load(size, (level, index) => log.stored(level, index)).catch((error: unknown) => {
      throw new SealRefused(`the stored tree is not whole: ${String(error)}`);
    });
    if (!tree.root.equals(last.root)) throw new SealRefused('the stored tree has another root than was recorded');
    const signed = await log.checkpoint();
    const keys = await keysOf(log, signer, size);
    if (signed) await assertExtends(log, signed.note, keys, { size, root: tree.root });
    const due = keys.at(size).map(({ vkey }) => vkey);
    const signers = [...(retiring ? [retiring] : []), signer].filter((one) => due.includes(verifierKey(one).vkey));
    if (last.note === null && signers.length < due.length)
      throw new SealRefused('the key is being changed: run rotate-key again, which finishes it');

    const heads = await loadHeads(client);
    const committed = decodeEntry(await log.entry(size - 1));
    if (committed.is !== 'heads' || !committed.root.equals(heads.root))
      throw new SealRefused('the heads of the streams are not those that the log committed to');
    const hash = (await lastEventIn(log, size)).hash.toString('base64url');
    const tip: Tip = { position: Number(last.position), hash, sealedAt: committed.sealedAt };
    await assertLedgerHas(ledger, tip);

    const writer = new LogWriter(...ways, tree, heads, tip, last.note ?? signed?.note);
    if (last.note === null) await writer.#sign(size, tree.root, signers);
    return writer;
  }

  /**
   * Adds a page of events and begins to store and sign it, once the page before it is signed; meanwhile the next may be added.
   *
   * @throws SealRefused, and whatever kept the page before from being signed.
   */
  async seal(page: readonly Links[]): Promise<void> {
    // A ledger cut back under a running sealer gives its positions out again: what takes them would never be seen here.
    if (this.tip) await assertLedgerHas(this.ledger, this.tip);
    const sealedAt = Math.max(this.clock(), this.tip?.sealedAt ?? 0);
    const batch = await this.#add(page, sealedAt);
    await this.#signing;
    if (batch.last) this.tip = { position: batch.last.position, hash: batch.last.hash, sealedAt };
    this.#end(batch, await anchorsDue(this.client, sealedAt), sealedAt, [this.signer]);
  }

  /**
   * Lets another key sign from here on: two entries that say so, and a checkpoint that both sign. The statement is signed by both.
   *
   * @throws SealRefused when nothing is sealed yet.
   */
  async rotate(next: Signer): Promise<void> {
    const [old, key] = [verifierKey(this.signer), verifierKey(next)];
    const { size: from } = this.tree;
    if (from === 0) throw new SealRefused('nothing is sealed yet: put the new key in the place of the old one');
    const signers = [this.signer, next];
    const said = { origin: old.name, from, old, new: key };
    const rotation = { ...said, statement: await signRotation(said, signers) };
    const sealedAt = Math.max(this.clock(), this.tip?.sealedAt ?? 0);
    this.#end(
      { ids: [], leaves: [], streams: [], last: undefined },
      rotationBesides(rotation, sealedAt),
      sealedAt,
      signers,
    );
    await this.#signing;
  }

  /** Ends a batch with what stands in it besides events, and the heads; begins to store it and to have it signed. */
  #end(batch: Batch, besides: Besides, sealedAt: number, signers: readonly Signer[]): void {
    const first = this.tree.size;
    for (const entry of besides.entries) this.tree.add(entry);
    this.tree.add({
      is: 'heads',
      covers: this.tree.size,
      streams: this.heads.size,
      sealedAt,
      root: this.heads.root,
      checkpoint: this.note === undefined ? ZEROS : Buffer.from(sha256(this.note), 'base64url'),
    });
    this.#signing = this.#keep(batch, { ...besides, first }, sealedAt, signers);
    this.#signing.catch(() => undefined);
  }

  /** Until all that was added is signed. @throws SealRefused, and whatever kept it from being signed. */
  signed(): Promise<void> {
    return this.#signing;
  }

  async #add(page: readonly Links[], sealedAt: number): Promise<Batch> {
    if (this.tree.size === 0) this.tree.add(keyAdded(verifierKey(this.signer).vkey, 0, sealedAt));
    const streams = new Map<string, Growing>();
    const ids: string[] = [];
    const leaves: number[] = [];
    let last: Link | undefined;
    for (const links of page)
      for await (const some of links.read())
        for (const event of some) {
          let growing = streams.get(event.stream);
          if (!growing) streams.set(event.stream, (growing = await this.#streamOf(event)));
          takeIn(this.tree, event, growing, sealedAt);
          last = event;
          if (!this.keepsPlaces) continue;
          ids.push(event.id);
          leaves.push(this.tree.size - 1);
        }
    for (const growing of streams.values()) this.heads.set(headIn(growing));
    return { ids, leaves, streams: [...streams.values()], last };
  }

  /** As far as the log has the stream of an event, which is rarely of another case than the first of its stream. */
  async #streamOf({ stream, caseId, revision }: Link): Promise<Growing> {
    const tag = streamTag(caseId, stream);
    const head = this.heads.get(tag);
    if (head) return grownTo(head, stream, caseId);
    // Two streams of one name, begun under two cases, are met when they are stored.
    if (revision > 0) {
      const { rows } = await this.client.query<{ tag: Buffer; case_id: string }>({
        name: 'seal.tag',
        text: 'SELECT tag, case_id FROM seal.streams WHERE stream = $1',
        values: [stream],
      });
      const older = rows[0] && this.heads.get(rows[0].tag);
      if (older) return grownTo(older, stream, rows[0].case_id);
    }
    return { stream, caseId, tag, count: 0, leaf: undefined, hash: NO_EVENT };
  }

  async #keep(
    batch: Batch,
    { entries, keep, first }: Besides & { readonly first: number },
    sealedAt: number,
    signers: readonly Signer[],
  ): Promise<void> {
    // Before anything is waited for: the next page may be added meanwhile.
    const { size, root } = this.tree;
    const written = this.tree.takeWritten();
    const position = this.tip?.position ?? START;
    if (entries.length > 0) await this.client.query('BEGIN');
    if (entries.length > 0) await keep(this.client, first);
    await store(this.client, batch, written, { size, root, position, sealedAt });
    if (entries.length > 0) await this.client.query('COMMIT');
    await this.#sign(size, root, signers);
    this.#position = position;
  }

  /** Signs a tree that is stored. It was built on the one signed before, whose root was checked when the log was opened. */
  async #sign(size: number, root: Digest, signers: readonly Signer[]): Promise<void> {
    const note = await signCheckpoint({ origin: this.signer.name, size, root }, signers);
    await this.client.query({
      name: 'seal.sign',
      text: 'UPDATE seal.checkpoints SET note = $2 WHERE size = $1 AND note IS NULL',
      values: [size, note],
    });
    this.note = note;
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
async function assertExtends(
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
async function assertLedgerHas(ledger: Ledger, { position, hash }: Tip): Promise<void> {
  const [event] = await ledger.readAll(position - 1, 1);
  if (!event) throw new SealRefused('the ledger ends before what was sealed', { position });
  const { stream, revision } = event;
  if (event.position !== position || event.hash !== hash)
    throw new SealRefused('the ledger has another event than was sealed', { stream, revision, position });
}
