import { ACTOR_NAME } from '../commitment.js';
import { eventHash, NO_EVENT } from '../event.js';
import { b64u, sha256 } from '../hashing.js';
import { encodeEntry, entryOf, streamTag } from '../log/entry.js';
import { type Head } from '../log/heads.js';
import { type Json } from '../json.js';
import { leafHash, type Digest } from '../log/merkle.js';
import { type Finding } from './findings.js';
import { isExhibit, isRepeated, parseDisclosure, redactionIn, type Manifest, type PackedEvent } from './format.js';

interface Link {
  readonly revision: number;
  readonly hash: string;
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
  readonly #heads: Map<string, Head>;
  /** Exhibits of the scope that the log has nothing of. */
  readonly #unknown: number;
  readonly leaves: { readonly leaf: number; readonly hash: Digest; readonly recordedAt: number }[] = [];
  events = 0;
  shown = 0;
  withheld = 0;
  commitments = 0;
  #stream: string | undefined;
  #tag: Buffer = Buffer.alloc(0);
  #leaf: number | undefined;
  #links: Link[] = [];
  #apart = 0;
  #firstApart: Pick<Finding, 'stream' | 'revision' | 'what'> | undefined;

  constructor(
    private readonly manifest: Manifest,
    heads: readonly Head[],
    private readonly found: (finding: Finding) => void,
  ) {
    const { caseId, scope } = manifest;
    const inScope = scope.map((exhibitId) => streamTag(caseId, `exhibit-${exhibitId}`).toString('hex'));
    const byTag = heads.map((head) => [head.tag.toString('hex'), head] as const);
    this.#heads = new Map(scope.length === 0 ? byTag : byTag.filter(([tag]) => inScope.includes(tag)));
    this.#unknown = heads.length === 0 || scope.length === 0 ? 0 : new Set(inScope).size - this.#heads.size;
  }

  get streams(): number {
    return this.#seen.size;
  }

  /** Streams of exhibits, in the order of the pack. */
  get exhibits(): readonly string[] {
    return [...this.#seen].filter(isExhibit);
  }

  take(packed: PackedEvent): void {
    const { event, leaf, sealedAt } = packed;
    const { stream, revision } = event;
    this.events += 1;
    if (stream !== this.#stream) this.#begin(packed);
    const hash = eventHash(event);
    const expected = this.#links.length;
    if (revision > expected)
      this.#tell(
        'missing or reordered',
        `stands where revision ${expected} belongs: what is between is missing`,
        revision,
      );
    else if (revision < expected)
      this.#tell('missing or reordered', `stands where revision ${expected} belongs: inserted or reordered`, revision);
    this.#links.push({ revision, hash, prev: event.prev });
    if (Math.abs(sealedAt - Date.parse(event.recordedAt)) > WINDOW_MS) {
      this.#apart += 1;
      this.#firstApart ??= { stream, revision, what: `recorded at ${event.recordedAt}, sealed at ${iso(sealedAt)}` };
    }
    const entry = entryOf({ ...event, hash }, { tag: this.#tag, sealedAt, previous: this.#leaf });
    this.leaves.push({ leaf, hash: leafHash(encodeEntry(entry)), recordedAt: entry.recordedAt });
    this.#leaf = leaf;
    this.#checkShown(packed);
  }

  /** After the last event: streams that are not there at all. */
  end(): void {
    this.#endStream();
    if (this.#firstApart)
      this.found({
        ...this.#firstApart,
        kind: 'warning',
        what: `${this.#apart} events were sealed more than two minutes from when they say they were recorded; this one says it was ${this.#firstApart.what}`,
      });
    if (this.#unknown > 0)
      this.found({ kind: 'incomplete', what: `the log has nothing of ${this.#unknown} exhibits that the pack is of` });
    for (const { count, leaf } of this.#heads.values())
      this.found({
        kind: 'incomplete',
        what: `a whole stream of the ${this.manifest.scope.length === 0 ? 'case' : 'pack’s scope'} is left out: ${count} events, the last at leaf ${leaf} of the log`,
      });
  }

  #begin({ event }: PackedEvent): void {
    this.#endStream();
    this.#stream = event.stream;
    this.#links = [];
    this.#leaf = undefined;
    this.#tag = streamTag(this.manifest.caseId, event.stream);
    if (this.#seen.has(event.stream))
      this.#tell('missing or reordered', 'its stream stands in two places', event.revision);
    if (event.caseId !== this.manifest.caseId && event.revision === 0)
      this.#tell('altered', `belongs to case ${event.caseId}`, event.revision, 'caseId');
    const { scope } = this.manifest;
    if (scope.length > 0 && !scope.some((exhibitId) => event.stream === `exhibit-${exhibitId}`))
      this.#tell('altered', 'is not of an exhibit that the pack is of', event.revision);
    this.#seen.add(event.stream);
  }

  #endStream(): void {
    if (this.#stream === undefined) return;
    const key = this.#tag.toString('hex');
    const head = this.#heads.get(key);
    this.#heads.delete(key);
    if (!head) return this.#tell('not in the log', 'the log has no such stream in this case');
    const count = this.#links.length;
    if (count < head.count && this.#links.at(-1)?.revision === count - 1)
      this.#tell(
        'incomplete',
        `ends at revision ${count - 1}; the log has ${head.count} events of it: the end was cut off`,
      );
    if (count > head.count)
      this.#tell('missing or reordered', `the log has ${head.count} events of it: the others were inserted`);
    if (count === head.count && this.#leaf !== head.leaf)
      this.#tell('not in the log', `its last event stands at leaf ${head.leaf} of the log, not at ${this.#leaf}`);
    this.#checkChain(head);
  }

  /** From the end to the beginning; beyond the head, and before a gap, nothing vouches for an event. */
  #checkChain(head: Head): void {
    let expected: string | undefined;
    for (let index = this.#links.length - 1; index >= 0; index -= 1) {
      const { revision, hash, prev } = this.#links[index];
      if (revision === head.count - 1) expected = b64u(head.hash);
      const before: Link | undefined = this.#links[index - 1];
      const follows = prev === (before?.hash ?? NO_EVENT);
      const isAltered = expected !== undefined && hash !== expected;
      if (isAltered) this.#tell('altered', 'is not the event that was sealed', revision, ...(follows ? [] : ['prev']));
      // Of an altered event what it says of the one before it counts only if that fits.
      const vouches = expected !== undefined && (!isAltered || follows) && before?.revision === revision - 1;
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
        : redactionIn(this.manifest.redactions, type, field, (name) => said.get(name)) === redaction;
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

const iso = (ms: number): string => (ms < 8e15 ? new Date(ms).toISOString() : String(ms));
