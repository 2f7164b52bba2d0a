import { canonical } from '../canonical.js';
import { ACTOR_NAME, encodeDisclosure, type Disclosure } from '../commitment.js';
import { type Actor, type RecordedEvent } from '../event.js';
import { sha256 } from '../hashing.js';
import { type Json, type JsonObject } from '../json.js';
import { counted } from '../words.js';
import { NotAPack } from './zip.js';

export const PACK_FORMAT = 'continuity/pack/v1';
/** Every pack has these files, besides a custody record of each exhibit (`recordFile`) and no others; sorted by name. */
export const PACK_FILES = [
  'README.txt',
  'anchors.json',
  'case-uco.jsonld',
  'checkpoint.txt',
  'cosignatures.txt',
  'earlier.json',
  'events.jsonl',
  'heads.json',
  'keys.json',
  'manifest.json',
  'manifest.sig',
  'proof.bin',
] as const;
export type PackFile = (typeof PACK_FILES)[number];

/** The custody record of an exhibit in a pack, as PDF. @param stream of the exhibit. */
export const recordFile = (stream: string): string => `custody-records/${stream}.pdf`;
export const isExhibit = (stream: string): boolean => /^exhibit-[0-9a-f-]{36}$/.test(stream);
export const isRecordFile = (name: string): boolean => /^custody-records\/exhibit-[0-9a-f-]{36}\.pdf$/.test(name);

/** What is kept back and why; of events of a type, a field of them, or a field wherever it stands. */
export interface Redaction {
  /** Only in these: names of streams, and ids of events; all when absent. */
  readonly within?: readonly string[] | undefined;
  /** Events of this type; all when absent. */
  readonly type?: string | undefined;
  /** This field, `actor.name` for the name of who did it; every field and the name when absent. */
  readonly field?: string | undefined;
  readonly reason: string;
}

/** What a pack says of itself; signed by the key of the log. */
export interface Manifest {
  readonly format: typeof PACK_FORMAT;
  readonly caseId: string;
  readonly purpose: string;
  /** Ids of the exhibits that it is of; none for the whole case. */
  readonly scope: readonly string[];
  /** Leaves of the log that it is as of, and when that checkpoint was made. */
  readonly size: number;
  readonly sealedAt: string;
  readonly streams: number;
  readonly events: number;
  readonly redactions: readonly Redaction[];
  /** SHA-256 of every other file, base64url. */
  readonly files: { readonly [name: string]: string };
}

/** One line of events.jsonl: an event as the log sealed it, and what is shown of it. */
export interface PackedEvent {
  readonly event: Omit<RecordedEvent, 'data' | 'secret' | 'fingerprint' | 'hash' | 'actor'> & {
    readonly actor: Omit<Actor, 'name'>;
  };
  /** Its place in the log, and ms since 1970 when it was sealed. */
  readonly leaf: number;
  readonly sealedAt: number;
  /** RFC 9901 disclosures of what is shown. */
  readonly disclosures: readonly string[];
  /** What is kept back by a redaction of the manifest: its number there, and the field. */
  readonly withheld: readonly { readonly field: string; readonly redaction: number }[];
}

/** An event as far as redactions tell it from others. */
export type Redactable = Pick<RecordedEvent, 'stream' | 'id' | 'type'>;

/** The first redaction that keeps a field of an event back; undefined when it is shown. */
export function redactionOf(
  redactions: readonly Redaction[],
  { stream, id, type }: Redactable,
  field: string,
): number | undefined {
  const found = redactions.findIndex(
    (redaction) =>
      (redaction.type === undefined || redaction.type === type) &&
      (redaction.field === undefined || redaction.field === field) &&
      (redaction.within === undefined || redaction.within.includes(stream) || redaction.within.includes(id)),
  );
  return found < 0 ? undefined : found;
}

/** 'from of DeviceSeized', 'every field of 2 records and entries that the manifest names'. */
export function redactedInWords({ within, type, field }: Redaction): string {
  const where = within && `${counted(within.length, 'record or entry', 'records and entries')} that the manifest names`;
  return `${field ?? 'every field'} of ${[type ?? (where ? [] : 'every entry'), where ?? []].flat().join(' in ')}`;
}

/** As `redactionOf`, and a correction says again what its entry said: both are withheld for the same reason. */
export function redactionIn(
  redactions: readonly Redaction[],
  event: Redactable,
  field: string,
  said: (name: string) => Json | undefined,
): number | undefined {
  const own = redactionOf(redactions, event, field);
  if (own !== undefined || !isRepeated(event.type, field)) return own;
  const [type, corrected] = [said('entryType'), said('field')];
  return isText(type) && isText(corrected) ? redactionOf(redactions, { ...event, type }, corrected) : undefined;
}

/** Whether a field says what a field of another entry said. */
export const isRepeated = (type: string, field: string): boolean =>
  type === 'EntryCorrected' && (field === 'was' || field === 'now');

/** The line of an event: what is in its disclosures is shown but for what a redaction names. */
export function packedEvent(
  event: RecordedEvent,
  disclosures: readonly Disclosure[],
  { leaf, sealedAt }: { readonly leaf: number; readonly sealedAt: number },
  redactions: readonly Redaction[],
): string {
  const shown: string[] = [];
  const withheld: { field: string; redaction: number }[] = [];
  for (const disclosure of disclosures) {
    const redaction = redactionIn(redactions, event, disclosure.name, (name) => event.data[name]);
    if (redaction === undefined) shown.push(encodeDisclosure(disclosure));
    else withheld.push({ field: disclosure.name, redaction });
  }
  const { name: _, ...actor } = event.actor;
  const { data: _data, secret: _secret, fingerprint: _fingerprint, hash: _hash, ...envelope } = event;
  const { id, stream, revision, type, schema, occurredAt, recordedAt, caseId, commandId } = envelope;
  const { correlationId, causationId, commitments, prev } = envelope;
  const times = { occurredAt, recordedAt };
  const command = { caseId, commandId, correlationId, causationId };
  const shownEvent = {
    id,
    stream,
    revision,
    type,
    schema,
    ...times,
    ...command,
    commitments,
    prev,
    actor: { ...actor },
  };
  return `${canonical({ event: shownEvent, leaf, sealedAt, disclosures: shown, withheld })}\n`;
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';
const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasExactly = (value: JsonObject, names: readonly string[]) =>
  Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
const isListOf = <T extends Json>(value: Json | undefined, is: (item: Json) => item is T): value is readonly T[] =>
  Array.isArray(value) && (value as readonly Json[]).every(is);

/** Half of a surrogate pair as JSON.stringify writes it; not a backslash of the text itself, as in "C:\\udo". */
const HALF_A_PAIR = /(?<!\\)(?:\\\\)*\\ud/;

/** JSON with one reading: without spaces, repeated names, or numbers that are rounded. @throws NotAPack for any other. */
export function strictJson(text: string, file: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new NotAPack(`${file} is not JSON`, { cause: error });
  }
  // What JSON.parse passes over in silence does not come out again as it went in; five times as fast as looking for it.
  if (JSON.stringify(value) !== text || (text.includes('\\ud') && HALF_A_PAIR.test(text)))
    throw new NotAPack(`${file} is not written as a pack has it`);
  return value;
}

const TEXTS = ['id', 'stream', 'type', 'occurredAt', 'recordedAt', 'caseId', 'commandId'];
const ENVELOPE = [...TEXTS, 'correlationId', 'causationId', 'prev', 'revision', 'schema', 'commitments', 'actor'];
const ACTOR = ['force', 'id', 'role', 'unit'];

/** @throws NotAPack for a line that `packedEvent` does not write. */
export function parsePackedEvent(line: string): PackedEvent {
  const value = strictJson(line, 'events.jsonl');
  if (!isObject(value) || !hasExactly(value, ['event', 'leaf', 'sealedAt', 'disclosures', 'withheld']))
    throw new NotAPack('A line of events.jsonl is no event');
  const { event, leaf, sealedAt, disclosures, withheld } = value;
  const isWithheld = (one: Json): one is JsonObject =>
    isObject(one) && hasExactly(one, ['field', 'redaction']) && isText(one.field) && isCount(one.redaction);
  const ok =
    isObject(event) &&
    hasExactly(event, ENVELOPE) &&
    [...TEXTS, 'correlationId', 'causationId', 'prev'].every((name) => isText(event[name])) &&
    isCount(event.revision) &&
    isCount(event.schema) &&
    isListOf(event.commitments, isText) &&
    isObject(event.actor) &&
    Object.values(event.actor).every(isText) &&
    ACTOR.every((name) => isObject(event.actor) && name in event.actor) &&
    Object.keys(event.actor).every((name) => ACTOR.includes(name) || name === 'onBehalfOf') &&
    isCount(leaf) &&
    isCount(sealedAt) &&
    isListOf(disclosures, isText) &&
    isListOf(withheld, isWithheld);
  if (!ok) throw new NotAPack('A line of events.jsonl is no event');
  return value as unknown as PackedEvent;
}

/** @throws NotAPack */
export function parseDisclosure(encoded: string): Disclosure {
  const bytes = Buffer.from(encoded, 'base64url');
  const text = bytes.toString('utf8');
  const value = bytes.toString('base64url') === encoded ? strictJson(text, 'A disclosure') : null;
  const [salt, name, said] = Array.isArray(value) ? (value as readonly Json[]) : [];
  if (!Array.isArray(value) || value.length !== 3 || !isText(salt) || !isText(name) || said === undefined)
    throw new NotAPack('A disclosure is no salt, name and value');
  if (name === ACTOR_NAME && !isText(said)) throw new NotAPack('The name of an actor is a text');
  return { salt, name, value: said };
}

/** @throws NotAPack */
export function parseManifest(text: string): Manifest {
  const value = strictJson(text, 'manifest.json');
  const isRedaction = (one: Json): one is JsonObject =>
    isObject(one) &&
    isText(one.reason) &&
    Object.entries(one).every(([name, said]) =>
      name === 'within' ? isListOf(said, isText) : ['type', 'field', 'reason'].includes(name) && isText(said),
    );
  const ok =
    isObject(value) &&
    value.format === PACK_FORMAT &&
    isText(value.caseId) &&
    isText(value.purpose) &&
    isListOf(value.scope, isText) &&
    isCount(value.size) &&
    isText(value.sealedAt) &&
    isCount(value.streams) &&
    isCount(value.events) &&
    isListOf(value.redactions, isRedaction) &&
    isObject(value.files) &&
    Object.values(value.files).every(isText);
  if (!ok) throw new NotAPack('manifest.json is not that of a pack of this format');
  return value as unknown as Manifest;
}

/**
 * What tells a pack on paper, in the QR code of its custody records: a file cannot hold the hash of a pack that it is part of, so
 * it is that of the entries and of the checkpoint. SHA-256, base64url.
 *
 * @param files SHA-256 of the files, as in the manifest.
 */
export const packMark = (files: Manifest['files']): string =>
  sha256(`continuity/pack-mark/v1\n${files['events.jsonl']}\n${files['checkpoint.txt']}\n`);

/** The text that the log's key signs in manifest.sig. @param sha256 of manifest.json, base64url. */
export const manifestText = (sha256: string): string => `${PACK_FORMAT}\n${sha256}\n`;
