import { type RecordedEvent } from '../event.js';
import { digestOf } from '../hashing.js';
import { millisecondsOf } from '../moment.js';
import { readNumber, writeNumber, writeWord } from './records.js';

export const ENTRY_BYTES = 104;
const TAG_BYTES = 32;
const HALF = TAG_BYTES / 2;

/** One event in the sealed log. Nothing in it can be guessed back to a person, a device or a place. */
export interface EventEntry {
  readonly is: 'event';
  /** `streamTag` of its stream. */
  readonly tag: Buffer;
  readonly revision: number;
  /** When it was recorded, and when it was sealed; ms since 1970. */
  readonly recordedAt: number;
  readonly sealedAt: number;
  /** The event's hash, 32 bytes. */
  readonly hash: Buffer;
  /** The leaf of the stream's event before it; undefined for its first. */
  readonly previous: number | undefined;
}

/** The last entry of each batch: the heads of all streams as they stand before it. */
export interface HeadsEntry {
  readonly is: 'heads';
  /** Leaves before it, so its own index. */
  readonly covers: number;
  readonly streams: number;
  readonly sealedAt: number;
  /** Root of the map of heads. */
  readonly root: Buffer;
  /** SHA-256 of the note of the checkpoint before; zeros for the first. */
  readonly checkpoint: Buffer;
}

/** A key that signs checkpoints begins to (`add`) or ends. */
export interface KeyEntry {
  readonly is: 'key';
  readonly does: 'add' | 'retire';
  readonly from: number;
  readonly sealedAt: number;
  /** SHA-256 of the text of its verifier key. */
  readonly key: Buffer;
  /** SHA-256 of the statement that rotates it (`signRotation`); zeros for the first key. */
  readonly statement: Buffer;
}

/** An authority has time-stamped a checkpoint: whatever follows in the log was sealed after that. */
export interface AnchorEntry {
  readonly is: 'anchor';
  /** Whose stamp: the first four bytes of the SHA-256 of its certificate. */
  readonly authority: number;
  /** Leaves of the stamped checkpoint. */
  readonly size: number;
  /** The time in the stamp, ms since 1970. */
  readonly stampedAt: number;
  readonly sealedAt: number;
  /** SHA-256 of the authority's reply, and of the note that was stamped. */
  readonly reply: Buffer;
  readonly note: Buffer;
}

export type LogEntry = EventEntry | HeadsEntry | KeyEntry | AnchorEntry;

const half = (text: string): Buffer => digestOf(text).subarray(0, HALF);

let last: { readonly caseId: string; readonly tag: Buffer } | undefined;

/** What all streams of a case have in common: the first half of their tags. A case's id is random, so it cannot be guessed back. */
export function caseTag(caseId: string): Buffer {
  if (last?.caseId !== caseId) last = { caseId, tag: half(`continuity/case/v1\n${caseId}`) };
  return last.tag;
}

/** Names a stream in the log: its case's half, then its own. @param caseId that of the stream's first event. */
export const streamTag = (caseId: string, stream: string): Buffer =>
  Buffer.concat([caseTag(caseId), half(`continuity/stream/v1\n${caseId}\n${stream}`)]);

/** The entry that commits to a stamp: to the authority's reply (DER) and to the note that was stamped. */
export const anchorEntry = (
  stamp: Pick<AnchorEntry, 'authority' | 'size' | 'stampedAt'> & { readonly reply: Uint8Array; readonly note: string },
  sealedAt: number,
): AnchorEntry => ({
  ...{ is: 'anchor', authority: stamp.authority, size: stamp.size, stampedAt: stamp.stampedAt, sealedAt },
  ...{ reply: digestOf(stamp.reply), note: digestOf(stamp.note) },
});

const MAGIC = { event: 'COCE', heads: 'COCM', key: 'COCK', anchor: 'COCA' } as const;
const magicWord = (is: LogEntry['is']): number => Buffer.from(MAGIC[is], 'latin1').readUInt32BE();
const MAGIC_WORDS = {
  event: magicWord('event'),
  heads: magicWord('heads'),
  key: magicWord('key'),
  anchor: magicWord('anchor'),
} as const;
const DOES = ['', 'add', 'retire'] as const;

/** 104 bytes, big-endian: magic, flags, three numbers, two digests, one number (docs/integrity.md). */
export function encodeEntry(entry: LogEntry): Buffer {
  const bytes = Buffer.alloc(ENTRY_BYTES);
  writeEntry(entry, bytes, 0);
  return bytes;
}

/** Writes what `encodeEntry` gives over the 104 bytes from a place on. */
export function writeEntry(entry: LogEntry, into: Buffer, at: number): void {
  writeWord(into, MAGIC_WORDS[entry.is], at);
  const put = (flags: number, first: number, second: number, tag: Uint8Array, digest: Uint8Array, last: number) => {
    into.writeUInt32BE(flags, at + 4);
    writeNumber(into, first, at + 8);
    writeNumber(into, second, at + 16);
    writeNumber(into, entry.sealedAt, at + 24);
    into.set(tag, at + 32);
    into.set(digest, at + 64);
    writeNumber(into, last, at + 96);
  };
  switch (entry.is) {
    case 'event': {
      const last = entry.previous === undefined ? 0 : entry.previous + 1;
      put(0, entry.revision, entry.recordedAt, entry.tag, entry.hash, last);
      break;
    }
    case 'heads':
      put(0, entry.covers, entry.streams, entry.root, entry.checkpoint, 0);
      break;
    case 'key':
      put(DOES.indexOf(entry.does), entry.from, 0, entry.key, entry.statement, 0);
      break;
    case 'anchor':
      put(entry.authority, entry.size, entry.stampedAt, entry.reply, entry.note, 0);
      break;
  }
}

/** @throws Error for bytes that `encodeEntry` does not write. */
export function decodeEntry(bytes: Buffer): LogEntry {
  const entry = bytes.length === ENTRY_BYTES ? decoded(bytes) : undefined;
  if (!entry || !encodeEntry(entry).equals(bytes)) throw new Error('Not an entry of this log');
  return entry;
}

function decoded(bytes: Buffer): LogEntry | undefined {
  const [first, second, sealedAt, last] = [8, 16, 24, 96].map((at) => readNumber(bytes, at));
  const [tag, digest] = [Buffer.from(bytes.subarray(32, 64)), Buffer.from(bytes.subarray(64, 96))];
  switch (bytes.toString('latin1', 0, 4)) {
    case MAGIC.event: {
      const previous = last === 0 ? undefined : last - 1;
      return { is: 'event', tag, revision: first, recordedAt: second, sealedAt, hash: digest, previous };
    }
    case MAGIC.heads:
      return { is: 'heads', covers: first, streams: second, sealedAt, root: tag, checkpoint: digest };
    case MAGIC.key: {
      const does = DOES[bytes.readUInt32BE(4)];
      return does ? { is: 'key', does, from: first, sealedAt, key: tag, statement: digest } : undefined;
    }
    case MAGIC.anchor: {
      const authority = bytes.readUInt32BE(4);
      return { is: 'anchor', authority, size: first, stampedAt: second, sealedAt, reply: tag, note: digest };
    }
    default:
      return undefined;
  }
}

/** The log's entry of an event; `tag` is that of its stream. @throws Error for an event whose time or hash is none. */
export function entryOf(
  event: Pick<RecordedEvent, 'revision' | 'recordedAt' | 'hash'>,
  at: { readonly tag: Buffer; readonly sealedAt: number; readonly previous: number | undefined },
): EventEntry {
  const digest = Buffer.from(event.hash, 'base64url');
  if (digest.length !== 32) throw new Error('A hash has 32 bytes');
  const recordedAt = millisecondsOf(event.recordedAt);
  const { tag, sealedAt, previous } = at;
  return { is: 'event', tag, revision: event.revision, recordedAt, sealedAt, hash: digest, previous };
}
