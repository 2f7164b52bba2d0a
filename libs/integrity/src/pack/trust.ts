import { attempt } from '../attempt.js';
import { encodeEntry } from '../log/entry.js';
import { cosignatureOf, parseCosignerKey, type CosignerKey } from '../log/cosignature.js';
import { leafText } from '../log/merkle.js';
import { parseVerifierKey, splitNote } from '../log/note.js';
import { LogKeys, rotationEntries, type Rotation } from '../log/rotation.js';
import { counted } from '../words.js';
import { placeInTime, type Anchored } from './anchored.js';
import { type Leaves } from './leaves.js';
import { entryIn, type KeysFile, type PackedAnchor, type ShownEntry } from './attested-files.js';
import { type FindingKind } from './findings.js';
import { type Elsewhere } from './in-parts.js';
import { type HeldReceipts } from './receipts.js';
import { NotAPack } from './zip.js';

export type AcceptedWarning = 'no-time-stamp' | 'key-in-pack' | 'stamps-unchecked';

export interface VerifyOptions extends HeldReceipts {
  /** Verifier keys (name+id+key) of the log that came to the reader by another way than the pack; one of those that it has had. */
  readonly keys?: readonly string[];
  /** The log's ML-DSA-44 verifier key: it has to have cosigned. */
  readonly cosigner?: string;
  /** Certificates in PEM of the authorities whose time-stamps the reader believes. */
  readonly tsaRoots?: string;
  /** Lists of revoked certificates (CRL, DER or PEM) of those authorities, the newer the better. */
  readonly tsaRevoked?: readonly Uint8Array[];
  /** Verifier keys of witnesses, and how many of them have to have cosigned; all unless told. */
  readonly witnesses?: readonly string[];
  readonly witnessesNeeded?: number;
  /** Notes of checkpoints that the reader has seen before. */
  readonly known?: readonly string[];
  /** Warnings that the reader has taken note of. */
  readonly accept?: readonly AcceptedWarning[];
  /** Makes case-uco.jsonld again from the entries and compares: takes as long again as the rest. */
  readonly derived?: boolean;
  /** Looks at a part of the events in another thread. Nothing else comes of it than without. */
  readonly elsewhere?: Elsewhere;
}

/** Where it goes what is found. */
export interface Telling {
  readonly checked: string[];
  readonly notChecked: string[];
  tell(kind: FindingKind, what: string, file?: string): void;
  /** Unless the reader has taken note of it. */
  warn(what: AcceptedWarning, text: string): void;
}

/**
 * The keys that the log has had, by what the pack says of them, and whether the reader trusts one of them.
 *
 * @param size of the pack's checkpoint. @throws NotAPack when there are none.
 */
export async function keysOf(
  { log, rotations, cosigner }: KeysFile,
  size: number,
  options: VerifyOptions,
  on: Telling,
): Promise<LogKeys> {
  const current = attempt(() => parseVerifierKey(log));
  if (!current || (cosigner !== undefined && attempt(() => parseCosignerKey(cosigner))?.kind !== 'ml-dsa-44'))
    throw new NotAPack('keys.json has no key of a log');
  const statements = rotations.map(({ statement }) => statement);
  const chain = await LogKeys.of(current, statements).catch((error: Error) => error);
  const keys = chain instanceof Error ? await LogKeys.of(current) : chain;
  if (chain instanceof Error) on.tell('untrusted', `a change of the key is not shown: ${chain.message}`, 'keys.json');
  else if (!rotations.every(({ entries }, i) => isShown(keys.rotations[i], entries, size)))
    on.tell('untrusted', 'a change of the key is not the one that the log commits to', 'keys.json');
  if (!options.keys) {
    on.warn('key-in-pack', `the key came with the pack: compare ${log} with what was given to you otherwise`);
    return keys;
  }
  if (!keys.isTrustedBy(options.keys.map(parseVerifierKey)))
    on.tell('untrusted', `its key ${log} is not one that you trust`, 'keys.json');
  else if (options.keys.includes(log)) on.checked.push('The key of the log is the one that you gave.');
  else on.checked.push('The key of the log follows from, or was followed by, the one that you gave; both signed that.');
  return keys;
}

/** Who else signed the checkpoint. @param note with all lines under it. */
export async function checkCosignatures(
  note: string,
  { cosigner }: KeysFile,
  options: VerifyOptions,
  on: Telling,
): Promise<void> {
  const cosigned = async (key: CosignerKey) => {
    const found = await cosignatureOf(note, key).catch((error: Error) => error);
    if (found instanceof Error) on.tell('untrusted', found.message, 'cosignatures.txt');
    return found instanceof Error ? undefined : found;
  };
  const { cosigner: given, witnesses = [], witnessesNeeded = witnesses.length } = options;
  if (given !== undefined && given !== cosigner)
    on.tell('untrusted', 'its ML-DSA-44 key is not the one that you gave', 'keys.json');
  const second = given ?? cosigner;
  if (second !== undefined) {
    if (await cosigned(parseCosignerKey(second)))
      on.checked.push(
        `The checkpoint is signed with ML-DSA-44 as well${given === undefined ? ', by a key that came with the pack' : ''}.`,
      );
    else on.tell('untrusted', 'the checkpoint is not signed with the log’s ML-DSA-44 key', 'cosignatures.txt');
  }
  const by: string[] = [];
  for (const key of new Map(witnesses.map((vkey) => [vkey, parseCosignerKey(vkey)])).values())
    if (await cosigned(key)) by.push(key.name);
  if (by.length > 0) on.checked.push(`Witnesses that saw the log grow to this: ${by.join(', ')}.`);
  if (by.length < witnessesNeeded)
    on.tell('untrusted', `${by.length} of your witnesses cosigned; you need ${witnessesNeeded}`, 'cosignatures.txt');
  const unknown = (attempt(() => splitNote(note))?.signatures.length ?? 0) - 1 - (second ? 1 : 0) - by.length;
  if (unknown > 0)
    on.notChecked.push(`Under the checkpoint ${counted(unknown, 'more signature')}, of keys that you did not give.`);
}

/** What the stamps say of when the events were recorded. */
export function sayTimes(events: Leaves, anchors: readonly Anchored[], on: Telling): void {
  const last = anchors.at(-1);
  if (!last) return;
  const { outside, first, open } = placeInTime(events.placed(), anchors);
  const told = anchors.flatMap(({ notRevokedAt }) => notRevokedAt ?? []);
  const asOf = told.length === anchors.length ? Math.min(...told) : undefined;
  if (asOf === undefined)
    on.notChecked.push(
      `Whether certificates behind ${counted(anchors.length - told.length, 'time-stamp')} were revoked, by a theft of their keys for example: for that, give the authorities’ newest lists of revoked certificates.`,
    );
  if (first)
    on.tell(
      'warning',
      `${counted(outside, 'event')} said to be recorded outside the time-stamps around, the first at leaf ${first.leaf}: ${iso(first.recordedAt)}`,
      'events.jsonl',
    );
  on.checked.push(
    `${counted(anchors.length, 'time-stamp')}, the last of ${last.by}: ${counted(last.size, 'leaf', 'leaves')} of the log were there at ${iso(last.stampedAt)}.`,
    ...(asOf === undefined ? [] : [`None of their certificates was revoked, by lists of ${iso(asOf)} or later.`]),
    ...(open > 0
      ? [`After the last time-stamp came ${counted(open, 'event')}: of those the times are the log’s own.`]
      : []),
  );
}

/** What the pack shows of the log besides events and heads: changes of its key, and its entries of time-stamps. */
export const besides = ({ rotations }: KeysFile, anchors: readonly PackedAnchor[]) =>
  [...rotations.flatMap(({ entries }) => entries), ...anchors.flatMap(({ shown }) => shown ?? [])].map(
    ({ leaf, entry }) => ({ leaf, hash: leafText(Buffer.from(entry, 'base64url')) }),
  );

/** Whether these are the two entries of a change of the key, in their places; or none, and it came after the pack. */
function isShown(rotation: Rotation, entries: readonly ShownEntry[], size: number): boolean {
  if (rotation.from >= size) return entries.length === 0;
  const expected = rotationEntries(rotation, (entries[0] && entryIn(entries[0])?.sealedAt) ?? 0);
  return (
    entries.length === expected.length &&
    entries.every(
      ({ leaf, entry }, i) => leaf === rotation.from + i && encodeEntry(expected[i]).toString('base64url') === entry,
    )
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();
