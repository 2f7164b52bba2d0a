import { hash } from 'node:crypto';
import {
  canonical,
  caseTag,
  disclosuresOf,
  encodeEarlier,
  encodeEntry,
  encodeHeads,
  encodeKeys,
  entryOf,
  HeadsMap,
  keyAdded,
  manifestText,
  multiproofRanges,
  PACK_FORMAT,
  packedEvent,
  rangeHash,
  recordFile,
  sha256,
  signCheckpoint,
  signNote,
  streamTag,
  TileHashes,
  tileOf,
  verifierKey,
  type HeadsEntry,
  type RecordedEvent,
  type Redaction,
  type Signer,
} from '#integrity';
import { GrowingTree } from '../../libs/sealer/src/tree.js';
import { zipOf } from '../tamper/damaging.js';
import { type KeyFor } from './history.js';

const SEALED_AT = Date.UTC(2026, 0, 14, 6);
const EVENTS_A_BATCH = 4_096;

/**
 * A whole pack of the events of one case, sealed in a log of their own: what `buildPack` makes, but for the custody records,
 * which are empty files. A verifier takes those as they are, and they would take minutes to draw.
 */
export async function madePack(
  events: readonly RecordedEvent[],
  signer: Signer,
  keyFor: KeyFor,
  redactions: readonly Redaction[],
): Promise<Buffer> {
  const [{ caseId }] = events;
  const tree = new GrowingTree();
  const heads = new HeadsMap();
  const streams = new Map<string, { readonly event: RecordedEvent; readonly leaf: number }[]>();
  const endBatch = (): Buffer => {
    const about = { covers: tree.size, streams: heads.size, sealedAt: SEALED_AT };
    const entry: HeadsEntry = { is: 'heads', ...about, root: heads.root, checkpoint: Buffer.alloc(32) };
    tree.add(entry);
    return encodeEntry(entry);
  };
  const { vkey } = verifierKey(signer);
  tree.add(keyAdded(vkey, 0, SEALED_AT));
  for (const [nth, event] of events.entries()) {
    const tag = streamTag(caseId, event.stream);
    const before = streams.get(event.stream) ?? [];
    const entry = entryOf(event, { tag, sealedAt: Date.parse(event.recordedAt), previous: before.at(-1)?.leaf });
    const leaf = tree.add(entry);
    streams.set(event.stream, before);
    before.push({ event, leaf });
    heads.set({ tag, count: before.length, leaf, hash: entry.hash });
    if (nth % EVENTS_A_BATCH === EVENTS_A_BATCH - 1) endBatch();
  }
  const last = endBatch();
  const { size, root } = tree;
  const tiles = new Map(
    tree.takeWritten().map(({ level, index, bytes }) => [`${level}/${index}`, new TileHashes(bytes)]),
  );
  const leaves = [...streams.values()].flatMap((of) => of.map(({ leaf }) => leaf));
  const proof = multiproofRanges(
    [...leaves, size - 1].sort((a, b) => a - b),
    size,
  ).map((range) =>
    rangeHash(range, (subtree) => {
      const { level, index } = tileOf(subtree);
      return (tiles.get(`${level}/${index}`) ?? new TileHashes(Buffer.alloc(0))).hash(subtree);
    }),
  );
  const lines = [...streams.values()].flatMap((of) =>
    of.map(({ event, leaf }) =>
      packedEvent(event, disclosuresOf(event, keyFor), { leaf, sealedAt: Date.parse(event.recordedAt) }, redactions),
    ),
  );
  const files: Record<string, Buffer> = {
    'README.txt': Buffer.from('Made by the bench\n'),
    'anchors.json': Buffer.from('[]'),
    'case-uco.jsonld': Buffer.from('{}'),
    'checkpoint.txt': Buffer.from(await signCheckpoint({ origin: signer.name, size, root }, [signer])),
    'cosignatures.txt': Buffer.alloc(0),
    'earlier.json': Buffer.from(encodeEarlier([])),
    'events.jsonl': Buffer.from(lines.join('')),
    'heads.json': Buffer.from(encodeHeads({ entry: last, range: heads.caseRange(caseTag(caseId)) })),
    'keys.json': Buffer.from(encodeKeys({ log: vkey, rotations: [] })),
    'proof.bin': Buffer.concat(proof),
  };
  for (const stream of streams.keys()) if (stream.startsWith('exhibit-')) files[recordFile(stream)] = Buffer.alloc(0);
  const sums = Object.entries(files).map(([name, bytes]) => [name, hash('sha256', bytes, 'base64url')] as const);
  const manifest = canonical({
    ...{ format: PACK_FORMAT, caseId, purpose: 'bench', scope: [], size, sealedAt: new Date(SEALED_AT).toISOString() },
    ...{ streams: streams.size, events: events.length, redactions: redactions.map((each) => ({ ...each })) },
    files: Object.fromEntries(sums),
  });
  files['manifest.json'] = Buffer.from(manifest);
  files['manifest.sig'] = Buffer.from(await signNote(manifestText(sha256(manifest)), [signer]));
  return zipOf(files);
}
