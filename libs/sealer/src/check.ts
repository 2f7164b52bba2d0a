import {
  decodeEntry,
  entriesOf,
  eventHash,
  HeadsMap,
  LogKeys,
  misfitsOf,
  NO_EVENT,
  sha256,
  streamTag,
  verifierKey,
  type EventEntry,
  type HeadsEntry,
  type KeyOf,
  type LogEntry,
  type Signer,
  type TrustedRoots,
} from '#integrity';
import { START, type Ledger, type LedgerEvent } from '#ledger';
import { type Queryable, SealedLog } from './sealed-log.js';
import { Attestations } from './check-attestations.js';
import { BUNDLES, GrowingTree } from './tree.js';

/** Something that does not fit, in words, and where. */
export interface Difference {
  readonly what: string;
  readonly stream?: string;
  readonly revision?: number;
  readonly leaf?: number;
}

export interface Checked {
  readonly events: number;
  readonly entries: number;
  readonly checkpoints: number;
  /** Events that are in the ledger and not in the log yet. */
  readonly unsealed: number;
  /** At most 100 of them. */
  readonly differences: readonly Difference[];
}

const DIFFERENCES_AT_MOST = 100;
const PAGE = 1_000;
const HASH_OF_NO_CHECKPOINT = Buffer.alloc(32);

/**
 * Checks the whole ledger against itself (hashes, chains, every field against its commitment) and against the sealed log (every
 * entry, tile, root, signature and map of heads, key, stamp and cosignature). Reads everything once, front to back. The sealer may
 * go on meanwhile.
 *
 * @param roots of the authorities whose stamps are believed; without them it is not checked whose they are.
 */
export async function checkWholeLedger(
  ledger: Ledger,
  database: Queryable,
  key: Pick<Signer, 'name' | 'publicKey'>,
  keyOf: KeyOf = () => undefined,
  roots?: TrustedRoots,
): Promise<Checked> {
  const differences: Difference[] = [];
  const differs = (difference: Difference) =>
    void (differences.length < DIFFERENCES_AT_MOST && differences.push(difference));
  const log = new SealedLog(database);
  const end = (await log.checkpoint())?.size ?? 0;
  const statements = (await log.attested.rotations(end)).map(({ statement }) => statement);
  const keys = await LogKeys.of(verifierKey(key), statements).catch((error: unknown) => {
    differs({ what: `the keys of the log: ${String(error)}` });
    return LogKeys.of(verifierKey(key));
  });
  const audit = new Audit(log, keys, new Attestations(log, keys, roots, differs), differs);
  const sealed = audit.entries(end);
  const chains = new Chains(keyOf, differs);
  let events = 0;
  let unsealed = 0;
  let next = await sealed.next();
  for (let page = await ledger.readAll(START, PAGE); page.length > 0;) {
    for (const event of page) {
      events += 1;
      chains.follow(event);
      // Where an event is gone from the ledger, entries are passed over up to that of the next one.
      while (next.value && !audit.isOf(next.value, event) && ((await log.leafOf(event.id)) ?? -1) > next.value.leaf) {
        audit.tellGone(next.value);
        next = await sealed.next();
      }
      if (!next.value) unsealed += 1;
      else if (audit.isOf(next.value, event)) {
        audit.compare(next.value, event);
        next = await sealed.next();
      } else differs({ what: 'stands in the ledger where it was not sealed', ...placeOf(event) });
    }
    page = await ledger.readAll(page.at(-1)?.position ?? 0, PAGE);
  }
  for (; next.value; next = await sealed.next()) audit.tellGone(next.value);
  return { events, entries: end, checkpoints: audit.checkpoints, unsealed, differences };
}

const placeOf = ({ stream, revision }: LedgerEvent) => ({ stream, revision });

/** Each stream's chain, as the events come in the order of the ledger. */
class Chains {
  readonly #ends = new Map<string, { readonly revision: number; readonly hash: string }>();

  constructor(
    private readonly keyOf: KeyOf,
    private readonly differs: (difference: Difference) => void,
  ) {}

  follow(event: LedgerEvent): void {
    const { stream, revision } = event;
    const tell = (what: string) => this.differs({ what, stream, revision });
    const end = this.#ends.get(stream) ?? { revision: -1, hash: NO_EVENT };
    if (revision !== end.revision + 1) tell(`stands where revision ${end.revision + 1} belongs`);
    else if (event.prev !== end.hash) tell('follows another event than the one before it');
    if (hashOf(event) !== event.hash) tell('its hash is not that of its envelope');
    for (const { detail } of misfitsOf(event, this.keyOf)) tell(detail);
    this.#ends.set(stream, { revision, hash: event.hash });
  }
}

function hashOf(event: LedgerEvent): string | undefined {
  try {
    return eventHash(event);
  } catch {
    return undefined;
  }
}

interface SealedEvent extends EventEntry {
  readonly leaf: number;
}

/** Replays the log: rebuilds the tree and the map from the entries, and holds what is stored and signed against them. */
class Audit {
  readonly #tree = new GrowingTree();
  readonly #heads = new HeadsMap();
  readonly #tags = new Map<string, Buffer>();
  #note = HASH_OF_NO_CHECKPOINT;
  checkpoints = 0;

  constructor(
    private readonly log: SealedLog,
    private readonly keys: LogKeys,
    private readonly attestations: Attestations,
    private readonly differs: (difference: Difference) => void,
  ) {}

  /** The entries of events, in order; the others are checked on the way. */
  async *entries(size: number): AsyncGenerator<SealedEvent, undefined> {
    for (let index = 0; this.#tree.size < size; index += 1) {
      const bundle = entriesOf(await this.log.stored(BUNDLES, index)).slice(0, size - this.#tree.size);
      for (const bytes of bundle) {
        const entry = this.#decoded(bytes);
        if (!entry) return undefined;
        if (entry.is === 'heads') this.#checkHeads(entry);
        const leaf = this.#tree.add(entry);
        if (entry.is === 'heads') await this.#checkCheckpoint();
        if (entry.is === 'key') this.attestations.checkKey(entry, leaf);
        if (entry.is === 'anchor') await this.attestations.checkAnchor(entry, leaf);
        if (entry.is === 'event') yield { ...entry, leaf };
      }
      if (bundle.length === 0) {
        this.differs({ what: 'entries are missing from here on', leaf: this.#tree.size });
        return undefined;
      }
      await this.#checkTiles();
    }
    return undefined;
  }

  /** Whether an entry is of the same place of the same stream as an event. */
  isOf(entry: SealedEvent, event: LedgerEvent): boolean {
    return entry.revision === event.revision && entry.tag.equals(this.#tagOf(event));
  }

  compare(entry: SealedEvent, event: LedgerEvent): void {
    const same =
      entry.recordedAt === Date.parse(event.recordedAt) &&
      entry.hash.toString('base64url') === event.hash &&
      entry.previous === this.#heads.get(entry.tag)?.leaf;
    if (!same) this.differs({ what: 'is not the event that was sealed', ...placeOf(event), leaf: entry.leaf });
    this.#count(entry);
  }

  tellGone(entry: SealedEvent): void {
    this.differs({ what: 'was sealed, and is not in the ledger any more', leaf: entry.leaf, revision: entry.revision });
    this.#count(entry);
  }

  #count({ tag, revision, leaf, hash }: SealedEvent): void {
    this.#heads.set({ tag, count: revision + 1, leaf, hash });
  }

  #tagOf({ stream, caseId }: LedgerEvent): Buffer {
    const tag = this.#tags.get(stream) ?? streamTag(caseId, stream);
    this.#tags.set(stream, tag);
    return tag;
  }

  #decoded(bytes: Buffer): LogEntry | undefined {
    try {
      return decodeEntry(bytes);
    } catch {
      this.differs({ what: 'no entry of this log', leaf: this.#tree.size });
      return undefined;
    }
  }

  #checkHeads(entry: HeadsEntry): void {
    const leaf = this.#tree.size;
    if (entry.covers !== leaf || entry.streams !== this.#heads.size || !entry.root.equals(this.#heads.root))
      this.differs({ what: 'the map of heads is not that of the entries before it', leaf });
    if (!entry.checkpoint.equals(this.#note))
      this.differs({ what: 'follows another checkpoint than was signed', leaf });
  }

  async #checkCheckpoint(): Promise<void> {
    const { size, root } = this.#tree;
    const sealed = await this.log.checkpoint(size);
    if (!sealed) return this.differs({ what: 'no checkpoint was signed at this size', leaf: size - 1 });
    this.checkpoints += 1;
    this.#note = Buffer.from(sha256(sealed.note), 'base64url');
    const signed = await this.keys.open(sealed.note).catch(() => undefined);
    await this.attestations.checkCosignatures(sealed);
    if (!signed) this.differs({ what: 'its checkpoint is not signed by the key of this log', leaf: size - 1 });
    else if (signed.size !== size || !signed.root.equals(root))
      this.differs({ what: 'its checkpoint has another root than the entries', leaf: size - 1 });
  }

  async #checkTiles(): Promise<void> {
    for (const { level, index, bytes } of this.#tree.takeWritten()) {
      const stored = await this.log.stored(level, index);
      if (!stored.subarray(0, bytes.length).equals(bytes))
        this.differs({ what: `tile ${level}/${index} is not that of the entries`, leaf: this.#tree.size - 1 });
    }
  }
}
