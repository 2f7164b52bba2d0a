import {
  canonical,
  caseTag,
  disclosuresOf,
  encodeEarlier,
  encodeHeads,
  encodeKeys,
  isSealed,
  manifestText,
  multiproofRanges,
  PACK_FORMAT,
  packedEvent,
  readme,
  signNote,
  verifierKey,
  type Cosigner,
  type Earlier,
  type Manifest,
  type RecordedEvent,
  type Signer,
} from '#integrity';
import { type Ledger, type SubjectKeys } from '#ledger';
import { type Replayed, type SealedLog, type SealedStream } from '#sealer';
import { attestedParts } from './attested-parts.js';
import { type PackRequest } from './request.js';
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
}

/**
 * Builds a pack: the same request, the same bytes, as long as no personal data was erased in between. One stream of the case is in
 * memory at a time.
 *
 * @param folder to write parts in. @param zip where the pack goes.
 * @throws Error when the ledger is not what was sealed: no pack is made of it.
 */
export async function buildPack(
  request: PackRequest,
  { ledger, keys, sealedLog, signingKey, cosigner, attest }: PackSources,
  { folder, zip, report }: { folder: string; zip: string; report: (percent: number) => Promise<void> },
): Promise<{ sha256: string; bytes: number; events: number }> {
  const { caseId, size, redactions, purpose } = request;
  const sealed = await sealedLog.checkpoint(size);
  if (!sealed) throw new Error(`The log has no checkpoint at ${size} leaves`);
  await attest?.(size);
  const replayed = await sealedLog.replay(size, caseTag(caseId));
  const streams = (await sealedLog.caseStreams(caseId)).filter(({ tag }) => replayed.entries.has(tag.toString('hex')));
  const leaves = [...replayed.entries.values()].flatMap((entries) => entries.map(({ leaf }) => leaf));
  const events = leaves.length;
  const { vkey } = verifierKey(signingKey);
  const attested = await attestedParts(sealedLog, sealed, leaves, vkey, cosigner);
  const all = [...leaves, ...attested.leaves, size - 1].sort((a, b) => a - b);
  const proof = await sealedLog.hashes(multiproofRanges(all, size));
  const earlier: Earlier[] = [];
  for (const old of request.earlier.filter((one) => one < size)) {
    const checkpoint = await sealedLog.checkpoint(old);
    if (checkpoint) earlier.push({ checkpoint: checkpoint.note, proof: [...(await sealedLog.consistency(old, size))] });
  }

  const about: Omit<Manifest, 'files'> = {
    format: PACK_FORMAT,
    ...{ caseId, purpose, size, sealedAt: sealed.sealedAt },
    ...{ streams: streams.length, events, redactions },
  };
  const heads = { entry: await sealedLog.entry(size - 1), range: replayed.heads.caseRange(caseTag(caseId)) };
  const linesOf = eventLines(streams, replayed, { ledger, keys }, request, (done) =>
    report(Math.floor((95 * done) / Math.max(events, 1))),
  );
  const part = (name: string, pieces: Parameters<typeof writePart>[2]) => writePart(folder, name, pieces);
  const anchors: Part[] = [];
  for (const [name, bytes] of attested.anchorFiles) anchors.push(await part(name, [bytes]));
  const parts: Part[] = [
    await part('README.txt', [readme(about, vkey, attested.covered)]),
    ...anchors,
    await part('checkpoint.txt', [sealed.note]),
    await part('cosignatures.txt', [attested.cosignatures]),
    await part('earlier.json', [encodeEarlier(earlier)]),
    await part('events.jsonl', linesOf),
    await part('heads.json', [encodeHeads(heads)]),
    await part('keys.json', [encodeKeys(attested.keys)]),
    await part('proof.bin', proof),
  ];
  const files = Object.fromEntries(parts.map(({ name, sha256 }) => [name, sha256]));
  const manifest = canonical({ ...about, redactions: redactions.map((redaction) => ({ ...redaction })), files });
  const manifestPart = await part('manifest.json', [manifest]);
  const signature = await signNote(manifestText(manifestPart.sha256), [signingKey]);
  const whole = [...parts.slice(0, -1), manifestPart, await part('manifest.sig', [signature]), ...parts.slice(-1)];
  return { ...(await writeZip(zip, whole)), events };
}

async function* eventLines(
  streams: readonly SealedStream[],
  { entries }: Replayed,
  { ledger, keys }: Pick<PackSources, 'ledger' | 'keys'>,
  { redactions }: PackRequest,
  report: (events: number) => Promise<void>,
): AsyncGenerator<string> {
  let done = 0;
  for (const { stream, tag } of streams) {
    const sealed = entries.get(tag.toString('hex')) ?? [];
    const events = await ledger.readStream(stream);
    const subjects = await keys.keysOf(subjectsIn(events));
    for (const [revision, { leaf, entry }] of sealed.entries()) {
      const event = events[revision];
      if (event?.hash !== entry.hash.toString('base64url'))
        throw new Error(`${stream} revision ${revision} in the ledger is not what was sealed`);
      const disclosures = disclosuresOf(event, (subject) => subjects.get(subject));
      yield packedEvent(event, disclosures, { leaf, sealedAt: entry.sealedAt }, redactions);
    }
    done += sealed.length;
    await report(done);
  }
}

const subjectsIn = (events: readonly RecordedEvent[]): readonly string[] => [
  ...new Set(
    events.flatMap(({ data }) => Object.values(data).flatMap((value) => (isSealed(value) ? [value.subject] : []))),
  ),
];
