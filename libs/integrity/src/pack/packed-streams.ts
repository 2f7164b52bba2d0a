import { ACTOR_NAME } from '../commitment.js';
import { eventHash, NO_EVENT } from '../event.js';
import { b64u, putDigest, sha256 } from '../hashing.js';
import { ENTRY_BYTES, streamTag, writeEntry } from '../log/entry.js';
import { type Head } from '../log/heads.js';
import { type Json } from '../json.js';
import { leafText } from '../log/merkle.js';
import { millisecondsOf } from '../moment.js';
import { counted } from '../words.js';
import { type Finding } from './findings.js';
import {
  isExhibit,
  isRepeated,
  parseDisclosure,
  parsePackedEvent,
  redactionIn,
  type Manifest,
  type PackedEvent,
} from './format.js';
import { Leaves, type LeavesPart } from './leaves.js';
import { copied, PackedLines, type InOrder, type Seen } from './packed-line.js';
import { decodeText } from './zip.js';

/** What was found out about a part of the events in another thread: plain enough to be handed over. */
export interface EventsPart extends LeavesPart {
  readonly events: number;
  readonly shown: number;
  readonly withheld: number;
  readonly commitments: number;
  readonly apart: number;
  readonly firstApart: Pick<Finding, 'stream' | 'revision' | 'what'> | undefined;
  readonly streams: readonly string[];
  readonly ends: readonly End[];
}

/** Where a stream ends: its head in the log is to be the same. As texts, which take less to hand over than bytes. */
interface End extends Pick<Head, 'count' | 'leaf'> {
  /** hex */
  readonly tag: string;
  /** base64url */
  readonly hash: string;
}

/** What an event says of its place in its stream. */
interface Link {
  readonly revision: number;
  readonly prev: string;
}

/** Later than this between recording and sealing, or the other way about, is said: a clock, a halted sealer, or backdating. */
const WINDOW_MS = 120_000;

/**
 * Checks events as they come, stream by stream: each against its commitments, its place in its stream and its head. Which of
 * them was altered is told from the end: the head is in the log, and each event names the one before it.
 */
export class PackedStreams {
  readonly #seen = new Set<string>();
  /** Of streams that are still to come; undefined where only a part of the pack is looked at. */
  readonly #heads: Map<string, Head> | undefined;
  readonly #ends: End[] = [];
  /** Exhibits of the scope that the log has nothing of. */
  readonly #unknown: number;
  readonly #lines: PackedLines;
  readonly leaves = new Leaves();
  events = 0;
  shown = 0;
  withheld = 0;
  commitments = 0;
  #stream: string | undefined;
  #tag: Buffer = Buffer.alloc(0);
  #leaf: number | undefined;
  /** Of its events so far, as computed; and what those say of their place that do not follow the one before. */
  #hashes: string[] = [];
  readonly #misplaced = new Map<number, Link>();
  #apart = 0;
  #firstApart: Pick<Finding, 'stream' | 'revision' | 'what'> | undefined;

  constructor(
    private readonly manifest: Pick<Manifest, 'caseId' | 'scope' | 'redactions'>,
    heads: readonly Head[] | undefined,
    private readonly found: (finding: Finding) => void,
  ) {
    const { caseId, scope } = manifest;
    this.#lines = new PackedLines(manifest.redactions);
    const inScope = scope.map((exhibitId) => streamTag(caseId, `exhibit-${exhibitId}`).toString('hex'));
    const byTag = heads?.map((head) => [head.tag.toString('hex'), head] as const);
    this.#heads = byTag && new Map(scope.length === 0 ? byTag : byTag.filter(([tag]) => inScope.includes(tag)));
    this.#unknown = !heads?.length || scope.length === 0 ? 0 : new Set(inScope).size - (this.#heads?.size ?? 0);
  }

  get streams(): number {
    return this.#seen.size;
  }

  /** Streams of exhibits, in the order of the pack. */
  get exhibits(): readonly string[] {
    return [...this.#seen].filter(isExhibit);
  }

  /** @param lines of events.jsonl. @throws NotAPack for one that is no event, RangeError for one with a time that is none. */
  takeLines(lines: Buffer): void {
    const text = lines.toString('latin1');
    for (let at = 0, end = text.indexOf('\n'); end >= 0; at = end + 1, end = text.indexOf('\n', at)) {
      const event = this.#lines.read(text, at, end);
      if (event) this.#takeInOrder(event);
      else this.take(parsePackedEvent(decodeText(lines.subarray(at, end), 'events.jsonl')));
    }
  }

  #takeInOrder(event: InOrder): void {
    this.#follow(event);
    this.commitments += event.commitments;
    this.shown += event.shown;
    this.withheld += event.withheld;
  }

  take(packed: PackedEvent): void {
    const { event, leaf, sealedAt } = packed;
    this.#follow({ ...event, hash: eventHash(event), leaf, sealedAt });
    this.#checkShown(packed);
  }

  /** Takes an event to its place in its stream and in the log. */
  #follow(event: Seen): void {
    const { revision, leaf, sealedAt, hash, prev } = event;
    this.events += 1;
    if (event.stream !== this.#stream) this.#begin(event);
    const expected = this.#hashes.length;
    const before = this.#hashes.at(-1) ?? NO_EVENT;
    // A part of a text holds the whole of it in memory: what is kept is not to be one.
    if (revision !== expected || prev !== before) this.#misplaced.set(expected, { revision, prev: copied(prev) });
    this.#hashes.push(hash);
    if (revision > expected)
      this.#tell(
        'missing or reordered',
        `stands where revision ${expected} belongs: what is between is missing`,
        revision,
      );
    else if (revision < expected)
      this.#tell('missing or reordered', `stands where revision ${expected} belongs: inserted or reordered`, revision);
    const recordedAt = millisecondsOf(event.recordedAt);
    if (Math.abs(sealedAt - recordedAt) > WINDOW_MS) {
      this.#apart += 1;
      const what = `recorded at ${event.recordedAt}, sealed at ${iso(sealedAt)}`;
      this.#firstApart ??= { ...(this.#stream === undefined ? {} : { stream: this.#stream }), revision, what };
    }
    putDigest(hash, DIGEST, 0);
    const previous = this.#leaf;
    writeEntry({ is: 'event', tag: this.#tag, revision, recordedAt, sealedAt, hash: DIGEST, previous }, ENTRY, 0);
    this.leaves.add(leaf, recordedAt, leafText(ENTRY));
    this.#leaf = leaf;
  }

  /** What there is to know of a part of the pack whose streams begin and end in it. */
  part(): EventsPart {
    this.#endStream();
    const { events, shown, withheld, commitments, leaves } = this;
    return {
      ...{ events, shown, withheld, commitments, apart: this.#apart, firstApart: this.#firstApart },
      streams: [...this.#seen],
      ends: this.#ends,
      ...leaves.part(),
    };
  }

  /** Takes what was found out about the events behind those taken so far. @returns false when it does not go with the rest. */
  add(part: EventsPart): boolean {
    this.#endStream();
    this.#stream = undefined;
    const isNew = part.streams.every((stream) => !this.#seen.has(stream) && this.#seen.add(stream));
    const fits = ({ tag, count, leaf, hash }: End): boolean => {
      const head = this.#heads?.get(tag);
      this.#heads?.delete(tag);
      return head?.count === count && head.leaf === leaf && b64u(head.hash) === hash;
    };
    if (!isNew || !part.ends.every(fits)) return false;
    this.events += part.events;
    this.shown += part.shown;
    this.withheld += part.withheld;
    this.commitments += part.commitments;
    this.#apart += part.apart;
    this.#firstApart ??= part.firstApart;
    this.leaves.addAll(part);
    return true;
  }

  /** After the last event: streams that are not there at all. */
  end(): void {
    this.#endStream();
    if (this.#firstApart)
      this.found({
        ...this.#firstApart,
        kind: 'warning',
        what: `${counted(this.#apart, 'event')} sealed more than two minutes from the time of recording; this one says it was ${this.#firstApart.what}`,
      });
    if (this.#unknown > 0)
      this.found({
        kind: 'incomplete',
        what: `the log has nothing of ${counted(this.#unknown, 'exhibit')} that the pack is of`,
      });
    for (const { count, leaf } of this.#heads?.values() ?? [])
      this.found({
        kind: 'incomplete',
        what: `a whole stream of the ${this.manifest.scope.length === 0 ? 'case' : 'pack’s scope'} is left out: ${counted(count, 'event')}, the last at leaf ${leaf} of the log`,
      });
  }

  #begin(event: Seen): void {
    this.#endStream();
    const stream = copied(event.stream);
    this.#stream = stream;
    this.#hashes = [];
    this.#misplaced.clear();
    this.#leaf = undefined;
    this.#tag = streamTag(this.manifest.caseId, stream);
    if (this.#seen.has(stream)) this.#tell('missing or reordered', 'its stream stands in two places', event.revision);
    if (event.caseId !== this.manifest.caseId && event.revision === 0)
      this.#tell('altered', `belongs to case ${event.caseId}`, event.revision, 'caseId');
    const { scope } = this.manifest;
    if (scope.length > 0 && !scope.some((exhibitId) => stream === `exhibit-${exhibitId}`))
      this.#tell('altered', 'is not of an exhibit that the pack is of', event.revision);
    this.#seen.add(stream);
  }

  #endStream(): void {
    if (this.#stream === undefined) return;
    const key = this.#tag.toString('hex');
    const head = this.#heads ? this.#heads.get(key) : this.#asItEnds(key);
    this.#heads?.delete(key);
    if (!head) return this.#tell('not in the log', 'the log has no such stream in this case');
    const count = this.#hashes.length;
    if (count < head.count && this.#linkAt(count - 1).revision === count - 1)
      this.#tell(
        'incomplete',
        `ends at revision ${count - 1}; the log has ${counted(head.count, 'event')} of it: the end was cut off`,
      );
    if (count > head.count)
      this.#tell('missing or reordered', `the log has ${counted(head.count, 'event')} of it: the others were inserted`);
    if (count === head.count && this.#leaf !== head.leaf)
      this.#tell('not in the log', `its last event stands at leaf ${head.leaf} of the log, not at ${this.#leaf}`);
    this.#checkChain(head);
  }

  /** What the head has to be of a stream that ends here. */
  #asItEnds(tag: string): Head {
    const [hash = '', count, leaf] = [this.#hashes.at(-1), this.#hashes.length, this.#leaf ?? 0];
    this.#ends.push({ tag, count, leaf, hash });
    return { tag: this.#tag, count, leaf, hash: Buffer.from(hash, 'base64url') };
  }

  #linkAt(index: number): Link {
    return this.#misplaced.get(index) ?? { revision: index, prev: this.#hashes[index - 1] ?? NO_EVENT };
  }

  /** From the end to the beginning; beyond the head, and before a gap, nothing vouches for an event. */
  #checkChain(head: Head): void {
    const end = b64u(head.hash);
    if (this.#misplaced.size === 0 && this.#hashes.length === head.count && this.#hashes.at(-1) === end) return;
    let expected: string | undefined;
    for (let index = this.#hashes.length - 1; index >= 0; index -= 1) {
      const { revision, prev } = this.#linkAt(index);
      const hash = this.#hashes[index];
      if (revision === head.count - 1) expected = end;
      const follows = prev === (this.#hashes[index - 1] ?? NO_EVENT);
      const isAltered = expected !== undefined && hash !== expected;
      if (isAltered) this.#tell('altered', 'is not the event that was sealed', revision, ...(follows ? [] : ['prev']));
      // Of an altered event what it says of the one before it counts only if that fits.
      const isNext = index > 0 && this.#linkAt(index - 1).revision === revision - 1;
      const vouches = expected !== undefined && (!isAltered || follows) && isNext;
      expected = vouches ? prev : undefined;
    }
  }

  #checkShown({ event, disclosures, withheld }: PackedEvent): void {
    const { revision, type } = event;
    const digests = new Set(event.commitments);
    const names = new Set<string>();
    const said = new Map<string, Json>();
    this.commitments += digests.size;
    if (digests.size !== event.commitments.length)
      this.#tell('altered', 'one of its commitments stands twice', revision, 'commitments');
    for (const encoded of disclosures) {
      const disclosure = parseDisclosure(encoded);
      const { name } = disclosure;
      const what = name === ACTOR_NAME ? 'the name of its actor' : name;
      if (!digests.delete(sha256(encoded)))
        this.#tell('altered', `${what} is not what was committed to`, revision, name);
      if (names.has(name)) this.#tell('altered', `${what} is shown twice`, revision, name);
      names.add(name);
      if (isRepeated(type, 'now')) said.set(name, disclosure.value);
      this.shown += 1;
    }
    for (const { field, redaction } of withheld) {
      this.withheld += 1;
      if (names.has(field)) this.#tell('altered', `${field} is shown and said to be withheld`, revision, field);
      // What entry a correction is of may be withheld itself: then any reason that there is will do.
      const isUntold = isRepeated(type, field) && !(said.has('entryType') && said.has('field'));
      const given = isUntold
        ? redaction < this.manifest.redactions.length
        : redactionIn(this.manifest.redactions, event, field, (name) => said.get(name)) === redaction;
      if (!given)
        this.#tell('altered', `${field} is withheld for a reason that the manifest does not give`, revision, field);
      names.add(field);
    }
  }

  #tell(kind: Finding['kind'], what: string, revision?: number, field?: string): void {
    this.found({
      kind,
      what,
      ...(this.#stream === undefined ? {} : { stream: this.#stream }),
      ...(revision === undefined ? {} : { revision }),
      ...(field === undefined ? {} : { field }),
    });
  }
}

const ENTRY = Buffer.alloc(ENTRY_BYTES);
/** Of the event in hand. */
const DIGEST = Buffer.alloc(32);
const iso = (ms: number): string => (ms < 8e15 ? new Date(ms).toISOString() : String(ms));
