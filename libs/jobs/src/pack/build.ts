import { open } from 'node:fs/promises';
import {
  ACTOR_NAME,
  canonical,
  CaseUco,
  caseTag,
  disclosuresOf,
  encodeEarlier,
  encodeHeads,
  encodeKeys,
  isExhibit,
  isSealed,
  lines,
  manifestText,
  multiproofRanges,
  PACK_FORMAT,
  packedEvent,
  packMark,
  parsePackedEvent,
  readme,
  recordFile,
  redactionOf,
  signNote,
  verifierKey,
  type Cosigner,
  type Earlier,
  type Manifest,
  type RecordedEvent,
  type Redaction,
  type Signer,
} from '#integrity';
import { type Ledger, type SubjectKeys } from '#ledger';
import { type SealedLog } from '#sealer';
import { custodyRecordPdf } from '../custody-record/pdf/custody-record-pdf.js';
import { attestedParts } from './attested-parts.js';
import { exhibitRecord, placeholder, type PackedRecords } from './exhibit-record.js';
import { keptBackIn } from './kept-back.js';
import { type PackRequest } from './request.js';
import { sealedEvents, type PackedStream } from './sealed-events.js';
import { writePart, writeZip, type Part } from './zip-writer.js';

export interface PackSources {
  readonly ledger: Pick<Ledger, 'readStream'>;
  readonly keys: Pick<SubjectKeys, 'keysOf'>;
  readonly sealedLog: SealedLog;
  readonly signingKey: Signer;
  /** The log's ML-DSA-44 key. */
  readonly cosigner?: Cosigner | undefined;
  /** Has the checkpoint of a size cosigned and stamped first, as far as those who do so answer. */
  readonly attest?: ((size: number) => Promise<void>) | undefined;
  /** Marks the custody records as of invented people and events. */
  readonly demonstration: boolean;
}

export interface Built {
  /** Of the whole, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  readonly events: number;
  /** The signed checkpoint that the pack is as of. */
  readonly checkpoint: string;
}

/** Percent of the work that is done when the entries are written, and when the custody records are. */
const [ENTRIES, RECORDS] = [40, 95];

/**
 * Builds a pack: the same request, the same bytes, as long as no personal data was erased in between. One stream of the case, or
 * one custody record, is in memory at a time.
 *
 * @param folder to write parts in. @param zip where the pack goes.
 * @throws Error when the ledger is not what was sealed: no pack is made of it.
 */
export async function buildPack(
  request: PackRequest,
  sources: PackSources,
  { folder, zip, report }: { folder: string; zip: string; report: (percent: number) => Promise<void> },
): Promise<Built> {
  const { sealedLog, signingKey, cosigner, attest } = sources;
  const { caseId, scope, size, purpose } = request;
  const sealed = await sealedLog.checkpoint(size);
  if (!sealed) throw new Error(`The log has no checkpoint at ${size} leaves`);
  await attest?.(size);
  const replayed = await sealedLog.replay(size, caseTag(caseId));
  const ofCase = (await sealedLog.caseStreams(caseId)).flatMap(({ stream, tag }): PackedStream[] => {
    const entries = replayed.entries.get(tag.toString('hex'));
    return entries ? [{ stream, entries }] : [];
  });
  const isWanted = (stream: string) => scope.length === 0 || scope.some((id) => stream === `exhibit-${id}`);
  const streams = ofCase.filter(({ stream }) => isWanted(stream));
  const redactions = [...request.redactions, ...(await keptBackIn(ofCase, isWanted, sources, request))];
  if (scope.length > streams.length) throw new Error('An exhibit that the pack is to be of is not in the sealed log');
  const leaves = streams.flatMap(({ entries }) => entries.map(({ leaf }) => leaf));
  const events = leaves.length;
  const { vkey } = verifierKey(signingKey);
  const attested = await attestedParts(sealedLog, sealed, leaves, vkey, cosigner);
  const all = [...leaves, ...attested.leaves, size - 1].sort((a, b) => a - b);
  const earlier: Earlier[] = [];
  for (const old of request.earlier.filter((one) => one < size)) {
    const checkpoint = await sealedLog.checkpoint(old);
    if (checkpoint) earlier.push({ checkpoint: checkpoint.note, proof: [...(await sealedLog.consistency(old, size))] });
  }

  const about: Omit<Manifest, 'files'> = {
    format: PACK_FORMAT,
    ...{ caseId, scope, purpose, size, sealedAt: sealed.sealedAt },
    ...{ streams: streams.length, events, redactions },
  };
  const heads = { entry: await sealedLog.entry(size - 1), range: replayed.heads.caseRange(caseTag(caseId)) };
  const parts: Part[] = [];
  const part = async (name: string, pieces: Parameters<typeof writePart>[2]) => {
    const written = await writePart(folder, name, pieces);
    parts.push(written);
    return written;
  };
  const percent = (from: number, to: number) => (done: number) =>
    report(from + Math.floor(((to - from) * done) / Math.max(events, 1)));

  const names = new Map<string, string>();
  const entries = await part('events.jsonl', eventLines(streams, sources, redactions, names, percent(0, ENTRIES)));
  await part('case-uco.jsonld', caseUco(entries, about));
  const checkpoint = await part('checkpoint.txt', [sealed.note]);
  const packed: PackedRecords = {
    ...{ redactions, names, by: request.by, askedAt: request.askedAt, sealedAt: sealed.sealedAt },
    operationName: await operationOf(caseId, sources, redactions),
    mark: packMark({ 'events.jsonl': entries.sha256, 'checkpoint.txt': checkpoint.sha256 }),
    demonstration: sources.demonstration,
  };
  let recorded = 0;
  for (const stream of streams.filter((each) => isExhibit(each.stream))) {
    await part(recordFile(stream.stream), [await recordOf(stream, sources, packed)]);
    await percent(ENTRIES, RECORDS)((recorded += stream.entries.length));
  }
  await part('README.txt', [readme(about, vkey, attested.covered)]);
  for (const [name, bytes] of attested.anchorFiles) await part(name, [bytes]);
  await part('cosignatures.txt', [attested.cosignatures]);
  await part('earlier.json', [encodeEarlier(earlier)]);
  await part('heads.json', [encodeHeads(heads)]);
  await part('keys.json', [encodeKeys(attested.keys)]);
  await part('proof.bin', await sealedLog.hashes(multiproofRanges(all, size)));

  const files = Object.fromEntries(parts.map(({ name, sha256 }) => [name, sha256]));
  const redacted = redactions.map((redaction) => ({ ...redaction }));
  const manifest = await part('manifest.json', [canonical({ ...about, scope, redactions: redacted, files })]);
  await part('manifest.sig', [await signNote(manifestText(manifest.sha256), [signingKey])]);
  const whole = await writeZip(
    zip,
    parts.sort((one, other) => (one.name < other.name ? -1 : 1)),
  );
  return { ...whole, events, checkpoint: sealed.note };
}

/** @param names is told who is shown under which name. */
async function* eventLines(
  streams: readonly PackedStream[],
  { ledger, keys }: Pick<PackSources, 'ledger' | 'keys'>,
  redactions: readonly Redaction[],
  names: Map<string, string>,
  report: (events: number) => Promise<void>,
): AsyncGenerator<string> {
  let done = 0;
  for (const stream of streams) {
    const events = await sealedEvents(stream, ledger);
    const subjects = await keys.keysOf(subjectsIn(events));
    for (const [revision, event] of events.entries()) {
      const { leaf, entry } = stream.entries[revision];
      const { id, name } = event.actor;
      if (redactionOf(redactions, event, ACTOR_NAME) === undefined) names.set(id, name);
      const disclosures = disclosuresOf(event, (subject) => subjects.get(subject));
      yield packedEvent(event, disclosures, { leaf, sealedAt: entry.sealedAt }, redactions);
    }
    done += events.length;
    await report(done);
  }
}

/** The entries that were written, as JSON-LD: from the file, so that nothing else can get into it. */
async function* caseUco(entries: Part, about: Omit<Manifest, 'files'>): AsyncGenerator<string> {
  const uco = new CaseUco(about);
  const file = await open(entries.path);
  try {
    const read = async (from: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.subarray(0, bytesRead);
    };
    yield uco.begin();
    for await (const line of lines({ size: entries.bytes, read }, { ...entries, from: 0 }))
      yield uco.take(parsePackedEvent(line));
    yield uco.end();
  } finally {
    await file.close();
  }
}

async function recordOf(
  stream: PackedStream,
  { ledger, keys }: Pick<PackSources, 'ledger' | 'keys'>,
  packed: PackedRecords,
): Promise<Uint8Array> {
  const events = await sealedEvents(stream, ledger);
  const subjects = await keys.keysOf(subjectsIn(events));
  return custodyRecordPdf(exhibitRecord(events, (subject) => subjects.get(subject), packed));
}

async function operationOf(
  caseId: string,
  { ledger }: Pick<PackSources, 'ledger'>,
  redactions: readonly Redaction[],
): Promise<string> {
  const [opened] = await ledger.readStream(`case-${caseId}`);
  const name = opened?.data.operationName;
  const redaction = opened && redactionOf(redactions, opened, 'operationName');
  if (redaction !== undefined) return placeholder(redaction);
  return typeof name === 'string' ? name : 'not recorded';
}

const subjectsIn = (events: readonly RecordedEvent[]): readonly string[] => [
  ...new Set(
    events.flatMap(({ data }) => Object.values(data).flatMap((value) => (isSealed(value) ? [value.subject] : []))),
  ),
];
