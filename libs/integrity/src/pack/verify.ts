import { createHash } from 'node:crypto';
import { attempt } from '../attempt.js';
import { sha256 } from '../hashing.js';
import { type Checkpoint } from '../log/checkpoint.js';
import { caseTag, decodeEntry } from '../log/entry.js';
import { verifyCaseRange, type Head } from '../log/heads.js';
import { leafText, verifyConsistency } from '../log/merkle.js';
import { openNote } from '../log/note.js';
import { type LogKeys } from '../log/rotation.js';
import { revocationListsFrom } from '../time/revocation.js';
import { rootsFromPem, type TrustedRoots } from '../time/stamp.js';
import { counted } from '../words.js';
import { checkAnchors, type Anchored } from './anchored.js';
import { anchorFiles, isAnchorFile, parseAnchors, parseKeys, type PackedAnchor } from './attested-files.js';
import { caseUcoOf } from './derived.js';
import { CODES, exitOf, type Finding, type FindingKind, type Report } from './findings.js';
import {
  isRecordFile,
  manifestText,
  PACK_FILES,
  packMark,
  parseManifest,
  parsePackedEvent,
  recordFile,
  redactedInWords,
  type Manifest,
  type PackedEvent,
} from './format.js';
import { EventsInParts, rootInParts, takeAll } from './in-parts.js';
import { parseEarlier, parseHeads } from './heads-file.js';
import { type OtherLeaf } from './leaves.js';
import { PackedStreams } from './packed-streams.js';
import { checkReceipts } from './receipts.js';
import {
  besides,
  checkCosignatures,
  keysOf,
  sayTimes,
  type AcceptedWarning,
  type Telling,
  type VerifyOptions,
} from './trust.js';
import { contents, lines, NotAPack, openZip, wholeBytes, wholeText, type Bytes, type Opened } from './zip.js';

const SMALL = 64 * 2 ** 20;

/**
 * Checks a disclosure pack against nothing but itself and what the reader holds. Needs no network, no database and no key of
 * ours but the log's public one. MUST NOT be taken to say that what was recorded is true: only that it is what was recorded.
 */
export async function verifyPack(zip: Bytes, options: VerifyOptions = {}): Promise<Report> {
  const verification = new Verification(zip, options);
  const isComplete = await verification.run().catch((error: unknown) => {
    if (!(error instanceof NotAPack)) throw error;
    verification.tell('malformed', error.message);
    return false;
  });
  const { checked, findings, notChecked } = verification;
  return { exit: exitOf(findings, isComplete), checked, findings, notChecked };
}

class Verification implements Telling {
  readonly checked: string[] = [];
  readonly findings: Finding[] = [];
  readonly notChecked: string[] = [];
  #files = new Map<string, Opened>();

  constructor(
    private readonly zip: Bytes,
    private readonly options: VerifyOptions,
  ) {}

  tell(kind: FindingKind, what: string, file?: string): void {
    this.findings.push({ kind, what, ...(file === undefined ? {} : { file }) });
  }

  /** @returns whether it is shown that nothing of the case is left out. @throws NotAPack for what cannot be read at all. */
  async run(): Promise<boolean> {
    const files = await openZip(this.zip);
    this.#files = new Map(files.map((file) => [file.name, file]));
    const names = files.map(({ name }) => name);
    const missing = PACK_FILES.filter((name) => !names.includes(name));
    const strangers = names.filter(
      (name) => !(PACK_FILES as readonly string[]).includes(name) && !isRecordFile(name) && !isAnchorFile(name),
    );
    const isSorted = names.every((name, index) => index === 0 || names[index - 1] < name);
    if (missing.length > 0 || strangers.length > 0 || !isSorted)
      throw new NotAPack(
        `A pack has ${PACK_FILES.join(', ')}, custody records and time-stamps, by name; this has ${names.join(', ')}`,
      );
    const text = (name: string) => wholeText(this.zip, this.#file(name), SMALL);

    const manifestJson = await text('manifest.json');
    const manifest = parseManifest(manifestJson);
    const parts = await EventsInParts.begin(this.zip, this.#file('events.jsonl'), manifest, this.options.elsewhere);
    const keysFile = parseKeys(await text('keys.json'));
    const keys = await keysOf(keysFile, manifest.size, this.options, this);
    await this.#checkSignature(await text('manifest.sig'), manifestJson, keys);
    await this.#checkFiles(manifest);
    const note = await text('checkpoint.txt');
    const checkpoint = await this.#checkpoint(note, manifest, keys);
    const { entry, heads } = this.#heads(await text('heads.json'), manifest);
    const streams = await this.#events(manifest, heads, parts);
    await checkCosignatures(note + (await text('cosignatures.txt')), keysFile, this.options, this);
    const packed = parseAnchors(await text('anchors.json'));
    const anchors = await this.#anchors(packed, keys, checkpoint);
    if (checkpoint) await this.#checkInLog(streams, besides(keysFile, packed), entry, checkpoint);
    if (checkpoint) await this.#checkEarlier(await text('earlier.json'), checkpoint, keys);
    await this.#checkDerived(manifest, streams);
    await checkReceipts(this.options, { manifest, heads, events: this.#packed() }, this);
    this.#say(manifest, streams, heads);
    sayTimes(streams.leaves, anchors, this);
    return manifest.scope.length === 0;
  }

  #file(name: string): Opened {
    const file = this.#files.get(name);
    if (!file) throw new NotAPack(`${name} is missing`);
    return file;
  }

  warn(what: AcceptedWarning, text: string): void {
    if (!this.options.accept?.includes(what)) this.tell('warning', text);
  }

  async #checkSignature(note: string, manifestJson: string, keys: LogKeys): Promise<void> {
    const signed = await openNote(note, [keys.current]).catch((error: Error) => error);
    if (signed instanceof Error)
      this.tell('untrusted', `the pack is not signed by the log: ${signed.message}`, 'manifest.sig');
    else if (signed !== manifestText(sha256(manifestJson)))
      this.tell('altered', 'is not the manifest that the log signed', 'manifest.json');
    else this.checked.push('The manifest is signed by the log.');
  }

  async #checkFiles(manifest: Manifest): Promise<void> {
    const isOfManifest = (file: string) => file.startsWith('manifest.');
    const names = [...this.#files.keys()].filter((file) => !isOfManifest(file));
    for (const name of names) {
      const digest = createHash('sha256');
      try {
        for await (const piece of contents(this.zip, this.#file(name))) {
          digest.update(piece);
        }
      } catch (error) {
        if (!(error instanceof NotAPack)) throw error;
        this.tell('malformed', error.message, name);
        continue;
      }
      if (digest.digest('base64url') !== manifest.files[name])
        this.tell('malformed', 'is not the file that the manifest names', name);
    }
    for (const name of Object.keys(manifest.files).filter((file) => !this.#files.has(file) || isOfManifest(file)))
      this.tell('malformed', 'is named by the manifest and missing', name);
  }

  async #checkpoint(note: string, manifest: Manifest, keys: LogKeys): Promise<Checkpoint | undefined> {
    const checkpoint = await keys.open(note).catch((error: Error) => error);
    if (checkpoint instanceof Error) {
      this.tell('untrusted', checkpoint.message, 'checkpoint.txt');
      return undefined;
    }
    if (checkpoint.size !== manifest.size)
      this.tell(
        'altered',
        `is of ${counted(checkpoint.size, 'leaf', 'leaves')}, the pack of ${manifest.size}`,
        'checkpoint.txt',
      );
    this.checked.push(
      `The checkpoint of ${checkpoint.origin} at ${counted(checkpoint.size, 'leaf', 'leaves')} is signed by its key.`,
    );
    return checkpoint;
  }

  #heads(text: string, manifest: Manifest): { entry: Buffer; heads: readonly Head[] } {
    const { entry, range } = parseHeads(text);
    const committed = attempt(() => decodeEntry(entry));
    if (committed?.is !== 'heads' || committed.covers !== manifest.size - 1) {
      this.tell('incomplete', 'does not hold the last entry of the log', 'heads.json');
      return { entry, heads: [] };
    }
    if (new Date(committed.sealedAt).toISOString() !== manifest.sealedAt)
      this.tell('altered', 'the pack says another time than the log', 'manifest.json');
    const heads = verifyCaseRange(caseTag(manifest.caseId), range, committed.root);
    if (!heads) this.tell('incomplete', 'the heads of the case do not lead to what the log committed to', 'heads.json');
    else this.checked.push(`The log has ${counted(heads.length, 'stream')} of this case; that is all there are.`);
    return { entry, heads: heads ?? [] };
  }

  async *#packed(): AsyncGenerator<PackedEvent> {
    for await (const line of lines(this.zip, this.#file('events.jsonl'))) yield parsePackedEvent(line);
  }

  async #events(manifest: Manifest, heads: readonly Head[], parts: EventsInParts): Promise<PackedStreams> {
    const found = (finding: Finding) => void this.findings.push(finding);
    const inParts = await parts.streams(heads, found);
    const streams = inParts ?? new PackedStreams(manifest, heads, found);
    if (!inParts) {
      const unread = await takeAll(this.zip, this.#file('events.jsonl'), streams);
      if (unread) this.tell('malformed', unread.message, 'events.jsonl');
      else streams.end();
    }
    if (streams.events !== manifest.events || streams.streams !== manifest.streams)
      this.tell(
        'incomplete',
        `${counted(streams.events, 'event')} in ${counted(streams.streams, 'stream')} found, the manifest says ${manifest.events} in ${manifest.streams}`,
        'events.jsonl',
      );
    return streams;
  }

  /** What is made of the entries for people and other tools. */
  async #checkDerived(manifest: Manifest, { exhibits }: PackedStreams): Promise<void> {
    const wanted = new Set(exhibits.map(recordFile));
    for (const name of wanted)
      if (!this.#files.has(name))
        this.tell('incomplete', 'the custody record of an exhibit in the pack is missing', name);
    for (const name of [...this.#files.keys()].filter(isRecordFile))
      if (!wanted.has(name)) this.tell('malformed', 'is the record of an exhibit that is not in the pack', name);
    this.notChecked.push(
      'Whether the custody records as PDF say what the entries say: they are the files that were signed.',
    );
    // Of entries that are damaged nothing is made again.
    const isDamaged = this.findings.some(({ kind }) => CODES[kind] >= CODES.altered);
    if (this.options.derived !== true || isDamaged) {
      this.notChecked.push('Whether case-uco.jsonld says what the entries say: it is the file that was signed.');
      return;
    }
    const made = await caseUcoOf(this.zip, this.#file('events.jsonl'), manifest);
    if (made === manifest.files['case-uco.jsonld']) this.checked.push('case-uco.jsonld says what the entries say.');
    else this.tell('altered', 'does not say what the entries say', 'case-uco.jsonld');
  }

  async #checkInLog(
    { leaves }: PackedStreams,
    others: readonly OtherLeaf[],
    entry: Buffer,
    { size, root }: Checkpoint,
  ): Promise<void> {
    const { elsewhere } = this.options;
    const besidesEvents = [...others, { leaf: size - 1, hash: leafText(entry) }];
    const proof = await wholeBytes(this.zip, this.#file('proof.bin'), Infinity);
    const isOfHashes = proof.length % 32 === 0;
    const proven = isOfHashes ? leaves.inOrder(size, besidesEvents, proof, elsewhere !== undefined) : undefined;
    const found = proven && (await rootInParts(proven, size, elsewhere));
    if (found?.equals(root))
      this.checked.push(`In the log under that checkpoint: all of ${counted(leaves.count, 'event')}.`);
    else this.tell('not in the log', 'the events and the proof do not lead to the root of the checkpoint', 'proof.bin');
  }

  async #checkEarlier(text: string, now: Checkpoint, keys: LogKeys): Promise<void> {
    const earlier: Checkpoint[] = [];
    for (const { checkpoint, proof } of parseEarlier(text)) {
      const old = await keys.open(checkpoint).catch((error: Error) => error);
      if (old instanceof Error) this.tell('untrusted', old.message, 'earlier.json');
      else if (!verifyConsistency(old, now, proof))
        this.tell('forked log', `the checkpoint at ${old.size} leaves is not part of this log`, 'earlier.json');
      else earlier.push(old);
    }
    if (earlier.length > 0)
      this.checked.push(`Part of this log: ${counted(earlier.length, 'checkpoint')} disclosed before.`);
    for (const note of this.options.known ?? []) {
      const known = await keys.open(note).catch((error: Error) => error);
      if (known instanceof Error) this.tell('untrusted', `the checkpoint that you gave: ${known.message}`);
      else this.#checkKnown(known, [...earlier, now]);
    }
  }

  async #anchors(
    anchors: readonly PackedAnchor[],
    keys: LogKeys,
    now: Checkpoint | undefined,
  ): Promise<readonly Anchored[]> {
    const named = anchors.flatMap((anchor) => Object.values(anchorFiles(anchor)));
    if (named.length !== [...this.#files.keys()].filter(isAnchorFile).length)
      throw new NotAPack('anchors.json names other time-stamps than are there');
    const { tsaRoots, tsaRevoked = [] } = this.options;
    const roots: TrustedRoots | undefined = tsaRoots === undefined ? undefined : rootsFromPem(tsaRoots);
    const good = await checkAnchors(
      anchors,
      async (anchor) => ({
        note: await wholeText(this.zip, this.#file(anchorFiles(anchor).note), SMALL),
        reply: await wholeBytes(this.zip, this.#file(anchorFiles(anchor).reply), SMALL),
      }),
      { keys, now, roots, revoked: tsaRevoked.flatMap(revocationListsFrom) },
      (finding) => this.findings.push(finding),
    );
    if (anchors.length === 0)
      this.warn('no-time-stamp', 'no time-stamp of an authority covers the checkpoint: the times are the log’s own');
    else if (!roots)
      this.warn('stamps-unchecked', 'it is not checked whose the time-stamps are: give the roots that you believe');
    return good;
  }

  #checkKnown({ size, root }: Checkpoint, shown: readonly Checkpoint[]): void {
    const same = shown.find((checkpoint) => checkpoint.size === size);
    if (!same)
      this.tell('warning', `nothing in the pack tells whether your checkpoint at ${size} leaves is of this log`);
    else if (!same.root.equals(root))
      this.tell('forked log', `your checkpoint at ${size} leaves has another root: two logs were shown`);
    else this.checked.push(`Your checkpoint at ${size} leaves is part of this log.`);
  }

  #say(
    { caseId, scope, sealedAt, redactions, files }: Manifest,
    { events, streams, shown, withheld, commitments }: PackedStreams,
    heads: readonly Head[],
  ): void {
    if (scope.length > 0) {
      this.checked.push(
        `Of ${counted(scope.length, 'chosen exhibit')} nothing is left out up to ${sealedAt}, unless something is found.`,
      );
      this.notChecked.push(
        `The rest of the case: the log has ${counted(heads.length - streams, 'stream')} of it that this pack is not of.`,
      );
    }
    this.checked.push(
      `Its mark, in the QR code of its custody records: ${packMark(files)}`,
      `${counted(events, 'event')} in ${counted(streams, 'stream')} of case ${caseId}, up to ${sealedAt}: hashes, order and ends.`,
      `Shown, and what was recorded: ${counted(shown, 'field')}; withheld: ${withheld}. Of ${counted(commitments, 'digest')} the others say nothing.`,
      ...redactions.map((redaction) => `Withheld: ${redactedInWords(redaction)}, because: ${redaction.reason}`),
    );
    this.notChecked.push(
      'Whether what was recorded is true: that is for the people who recorded it.',
      'Whether other readers were shown another log: compare your checkpoints.',
      'Whether the map of heads was made honestly: whoever follows the log’s entries can.',
    );
  }
}
