import { attempt } from '../attempt.js';
import { canonical } from '../canonical.js';
import { type Json, type JsonObject } from '../json.js';
import { decodeEntry, type LogEntry } from '../log/entry.js';
import { isObject, strictJson } from './format.js';
import { NotAPack } from './zip.js';

/** An entry of the log that a pack shows besides those of its events: its leaf, and its 104 bytes in base64url. */
export interface ShownEntry {
  readonly leaf: number;
  readonly entry: string;
}

/** keys.json: the key that signs the log now, those before it, and the log's ML-DSA-44 key. */
export interface KeysFile {
  readonly log: string;
  /** In the order of the log. `entries` are its two; none where it came after the pack's checkpoint. */
  readonly rotations: readonly { readonly statement: string; readonly entries: readonly ShownEntry[] }[];
  /** Verifier key; absent where the log has no such key. */
  readonly cosigner?: string | undefined;
}

/** A time-stamp in a pack: the checkpoint of so many leaves, `nth` of its stamps. */
export interface PackedAnchor {
  readonly size: number;
  readonly nth: number;
  /** The entry that commits to it; absent where the log had none yet. */
  readonly shown?: ShownEntry | undefined;
  /** That the pack's checkpoint follows from the stamped one. */
  readonly proof: readonly Buffer[];
}

/** The stamped note and the authority's reply: `openssl ts -verify -data NOTE -in REPLY -CAfile ROOTS`. */
export const anchorFiles = ({ size, nth }: Pick<PackedAnchor, 'size' | 'nth'>) => ({
  note: `anchors/${size}-${nth}.note`,
  reply: `anchors/${size}-${nth}.tsr`,
});

export const isAnchorFile = (name: string): boolean => /^anchors\/\d{1,16}-\d{1,4}\.(note|tsr)$/.test(name);

export const encodeKeys = ({ log, rotations, cosigner }: KeysFile): string =>
  canonical({
    log,
    rotations: rotations.map(({ statement, entries }) => ({ statement, entries: entries.map(shownOf) })),
    ...(cosigner === undefined ? {} : { cosigner }),
  });

export const encodeAnchors = (anchors: readonly PackedAnchor[]): string =>
  canonical(
    anchors.map(({ size, nth, shown, proof }) => ({
      ...{ size, nth, proof: proof.map((hash) => hash.toString('base64url')) },
      ...(shown ? { shown: shownOf(shown) } : {}),
    })),
  );

const shownOf = ({ leaf, entry }: ShownEntry) => ({ leaf, entry });
const isShown = (value: Json): value is JsonObject & ShownEntry =>
  isObject(value) && isCount(value.leaf) && /^[\w-]{139}$/.test(typeof value.entry === 'string' ? value.entry : '');
const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** @throws NotAPack for what `encodeKeys` does not write. */
export function parseKeys(text: string): KeysFile {
  const value = strictJson(text, 'keys.json');
  const isRotation = (one: Json) =>
    isObject(one) &&
    typeof one.statement === 'string' &&
    Array.isArray(one.entries) &&
    (one.entries as readonly Json[]).every(isShown);
  const ok =
    isObject(value) &&
    typeof value.log === 'string' &&
    Array.isArray(value.rotations) &&
    (value.rotations as readonly Json[]).every(isRotation) &&
    (value.cosigner === undefined || typeof value.cosigner === 'string');
  const file = value as unknown as KeysFile;
  if (!ok || encodeKeys(file) !== text) throw new NotAPack('keys.json has no key of a log');
  return file;
}

/** @throws NotAPack for what `encodeAnchors` does not write, or does not write in this order. */
export function parseAnchors(text: string): readonly PackedAnchor[] {
  const unread = new NotAPack('anchors.json is not written as a pack has it');
  const value = strictJson(text, 'anchors.json');
  if (!Array.isArray(value)) throw unread;
  const anchors = (value as readonly Json[]).map((one): PackedAnchor => {
    const { size, nth, shown, proof }: JsonObject = isObject(one) ? one : {};
    if (!isCount(size) || !isCount(nth) || !Array.isArray(proof)) throw unread;
    const hashes = (proof as readonly Json[]).map((hash) =>
      Buffer.from(typeof hash === 'string' ? hash : '', 'base64url'),
    );
    if (shown === undefined) return { size, nth, proof: hashes };
    if (!isShown(shown)) throw unread;
    return { size, nth, shown, proof: hashes };
  });
  const place = ({ size, nth }: PackedAnchor) => size * 10_000 + nth;
  const isSorted = anchors.every((anchor, i) => i === 0 || place(anchors[i - 1]) < place(anchor));
  if (!isSorted || encodeAnchors(anchors) !== text) throw unread;
  return anchors;
}

/** The entry that is shown; undefined when it is none. */
export const entryIn = ({ entry }: ShownEntry): LogEntry | undefined =>
  attempt(() => decodeEntry(Buffer.from(entry, 'base64url')));
