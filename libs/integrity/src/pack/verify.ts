import { createHash } from 'node:crypto';
import { sha256 } from '../hashing.js';
import { openCheckpoint, type Checkpoint } from '../log/checkpoint.js';
import { caseTag, decodeEntry } from '../log/entry.js';
import { verifyCaseRange, type Head } from '../log/heads.js';
import { leafHash, rootOfMultiproof, verifyConsistency, type Digest } from '../log/merkle.js';
import { openNote, parseVerifierKey, type VerifierKey } from '../log/note.js';
import { exitOf, type Finding, type FindingKind, type Report } from './findings.js';
import {
  isObject,
  manifestText,
  PACK_FILES,
  parseManifest,
  parsePackedEvent,
  strictJson,
  type Manifest,
  type PackFile,
} from './format.js';
import { parseEarlier, parseHeads } from './heads-file.js';
import { PackedStreams } from './packed-streams.js';
import { contents, lines, NotAPack, openZip, wholeText, type Bytes, type Opened } from './zip.js';

export interface VerifyOptions {
  /** Verifier keys (name+id+key) that came to the reader by another way than the pack. */
  readonly keys?: readonly string[];
  /** Notes of checkpoints that the reader has seen before. */
  readonly known?: readonly string[];
  /** Warnings that the reader has taken note of. */
  readonly accept?: readonly ('no-time-stamp' | 'key-in-pack')[];
}

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

class Verification {
  readonly checked: string[] = [];
  readonly findings: Finding[] = [];
  readonly notChecked: string[] = [];
  #files = new Map<string, Opened>();

  constructor(
    private readonly zip: Bytes,
    private readonly options: VerifyOptions,
  ) {}

  tell(kind: FindingKind, what: string, file?: PackFile): void {
    this.findings.push({ kind, what, ...(file === undefined ? {} : { file }) });
  }

  /** @returns whether it is shown that nothing of the case is left out. @throws NotAPack for what cannot be read at all. */
  async run(): Promise<boolean> {
    const files = await openZip(this.zip);
    this.#files = new Map(files.map((file) => [file.name, file]));
    if (files.map(({ name }) => name).join() !== PACK_FILES.join())
      throw new NotAPack(
        `A pack has the files ${PACK_FILES.join(', ')}; this has ${[...this.#files.keys()].join(', ')}`,
      );
    const text = (name: PackFile) => wholeText(this.zip, this.#file(name), SMALL);

    const keys = this.#keys(await text('keys.json'));
    const manifestJson = await text('manifest.json');
    const manifest = parseManifest(manifestJson);
    await this.#checkSignature(await text('manifest.sig'), manifestJson, keys);
    await this.#checkFiles(manifest);
    const checkpoint = await this.#checkpoint(await text('checkpoint.txt'), manifest, keys);
    const { entry, heads } = this.#heads(await text('heads.json'), manifest);
    const streams = await this.#events(manifest, heads);
    if (checkpoint) await this.#checkInLog(streams, entry, checkpoint);
    if (checkpoint) await this.#checkEarlier(await text('earlier.json'), checkpoint, keys);
    this.#say(manifest, streams);
    return true;
  }

  #file(name: PackFile): Opened {
    const file = this.#files.get(name);
    if (!file) throw new NotAPack(`${name} is missing`);
    return file;
  }

  #keys(text: string): readonly VerifierKey[] {
    const value = strictJson(text, 'keys.json');
    const vkey = isObject(value) && typeof value.log === 'string' ? value.log : '';
    const inPack = attempt(() => parseVerifierKey(vkey));
    if (!inPack) throw new NotAPack('keys.json has no key of a log');
    if (!this.options.keys) {
      this.#warn(
        'key-in-pack',
        `the key came with the pack: compare ${inPack.vkey} with what was given to you otherwise`,
      );
      return [inPack];
    }
    const trusted = this.options.keys.map(parseVerifierKey);
    if (!trusted.some(({ vkey: own }) => own === inPack.vkey))
      this.tell('untrusted', `its key ${inPack.vkey} is not one that you trust`, 'keys.json');
    this.checked.push('The key of the log is the one that you gave.');
    return trusted;
  }

  #warn(what: 'no-time-stamp' | 'key-in-pack', text: string): void {
    if (!this.options.accept?.includes(what)) this.tell('warning', text);
  }

  async #checkSignature(note: string, manifestJson: string, keys: readonly VerifierKey[]): Promise<void> {
    const signed = await openNote(note, keys).catch((error: Error) => error);
    if (signed instanceof Error)
      this.tell('untrusted', `the pack is not signed by the log: ${signed.message}`, 'manifest.sig');
    else if (signed !== manifestText(sha256(manifestJson)))
      this.tell('altered', 'is not the manifest that the log signed', 'manifest.json');
    else this.checked.push('The manifest is signed by the log.');
  }

  async #checkFiles(manifest: Manifest): Promise<void> {
    for (const name of PACK_FILES.filter((file) => !file.startsWith('manifest'))) {
      const digest = createHash('sha256');
      try {
        for await (const piece of contents(this.zip, this.#file(name))) digest.update(piece);
      } catch (error) {
        if (!(error instanceof NotAPack)) throw error;
        this.tell('malformed', error.message, name);
        continue;
      }
      if (digest.digest('base64url') !== manifest.files[name])
        this.tell('malformed', 'is not the file that the manifest names', name);
    }
    if (Object.keys(manifest.files).length !== PACK_FILES.length - 2)
      this.tell('malformed', 'names other files than a pack has', 'manifest.json');
  }

  async #checkpoint(note: string, manifest: Manifest, keys: readonly VerifierKey[]): Promise<Checkpoint | undefined> {
    const checkpoint = await openCheckpoint(note, keys).catch((error: Error) => error);
    if (checkpoint instanceof Error) {
      this.tell('untrusted', checkpoint.message, 'checkpoint.txt');
      return undefined;
    }
    if (checkpoint.size !== manifest.size)
      this.tell('altered', `is of ${checkpoint.size} leaves, the pack of ${manifest.size}`, 'checkpoint.txt');
    this.checked.push(`The checkpoint of ${checkpoint.origin} at ${checkpoint.size} leaves is signed by its key.`);
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
    else this.checked.push(`The log has ${heads.length} streams of this case; that is all there are.`);
    return { entry, heads: heads ?? [] };
  }

  async #events(manifest: Manifest, heads: readonly Head[]): Promise<PackedStreams> {
    const streams = new PackedStreams(manifest, heads, (finding) => this.findings.push(finding));
    try {
      for await (const line of lines(this.zip, this.#file('events.jsonl'))) streams.take(parsePackedEvent(line));
      streams.end();
    } catch (error) {
      if (!(error instanceof NotAPack || error instanceof RangeError)) throw error;
      this.tell('malformed', error.message, 'events.jsonl');
    }
    if (streams.events !== manifest.events || streams.streams !== manifest.streams)
      this.tell(
        'incomplete',
        `${streams.events} events in ${streams.streams} streams are there, the manifest says ${manifest.events} in ${manifest.streams}`,
        'events.jsonl',
      );
    return streams;
  }

  async #checkInLog({ leaves }: PackedStreams, entry: Buffer, { size, root }: Checkpoint): Promise<void> {
    const all = [...leaves, { leaf: size - 1, hash: leafHash(entry) }].sort((a, b) => a.leaf - b.leaf);
    const indexes = all.map(({ leaf }) => leaf);
    const isInOrder = indexes.every((leaf, i) => leaf < size && leaf > (indexes[i - 1] ?? -1));
    const proof: Digest[] = [];
    const bytes: Buffer[] = [];
    for await (const piece of contents(this.zip, this.#file('proof.bin'))) bytes.push(piece);
    const whole = Buffer.concat(bytes);
    for (let at = 0; at < whole.length; at += 32) proof.push(whole.subarray(at, at + 32));
    const found =
      isInOrder && whole.length % 32 === 0 ? rootOfMultiproof(indexes, (nth) => all[nth].hash, size, proof) : undefined;
    if (found?.equals(root)) this.checked.push(`All ${leaves.length} events are in the log under that checkpoint.`);
    else this.tell('not in the log', 'the events and the proof do not lead to the root of the checkpoint', 'proof.bin');
  }

  async #checkEarlier(text: string, now: Checkpoint, keys: readonly VerifierKey[]): Promise<void> {
    const earlier: Checkpoint[] = [];
    for (const { checkpoint, proof } of parseEarlier(text)) {
      const old = await openCheckpoint(checkpoint, keys).catch((error: Error) => error);
      if (old instanceof Error) this.tell('untrusted', old.message, 'earlier.json');
      else if (!verifyConsistency(old, now, proof))
        this.tell('forked log', `the checkpoint at ${old.size} leaves is not part of this log`, 'earlier.json');
      else earlier.push(old);
    }
    if (earlier.length > 0) this.checked.push(`${earlier.length} checkpoints disclosed before are part of this log.`);
    for (const note of this.options.known ?? []) {
      const known = await openCheckpoint(note, keys).catch((error: Error) => error);
      if (known instanceof Error) this.tell('untrusted', `the checkpoint that you gave: ${known.message}`);
      else this.#checkKnown(known, [...earlier, now]);
    }
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
    { caseId, sealedAt, redactions }: Manifest,
    { events, streams, shown, withheld, commitments }: PackedStreams,
  ): void {
    this.checked.push(
      `${events} events in ${streams} streams of case ${caseId}, up to ${sealedAt}: hashes, order and ends.`,
      `${shown} fields are shown and are what was recorded; ${withheld} are withheld. Of ${commitments} digests the others say nothing.`,
      ...redactions.map(
        ({ type, field, reason }) =>
          `Withheld: ${field ?? 'all fields'} of ${type ?? 'all events'}, because: ${reason}`,
      ),
    );
    this.#warn('no-time-stamp', 'no time-stamp of an authority covers the checkpoint: the times are the log’s own');
    this.notChecked.push(
      'Whether what was recorded is true: that is for the people who recorded it.',
      'Whether other readers were shown another log: compare your checkpoints.',
      'Whether the map of heads was made honestly: whoever follows the log’s entries can.',
    );
  }
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
