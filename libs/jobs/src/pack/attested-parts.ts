import {
  anchorFiles,
  cosign,
  encodeAnchors,
  parseCheckpoint,
  splitNote,
  type Cosigner,
  type KeysFile,
  type PackedAnchor,
} from '#integrity';
import { type Sealed, type SealedLog } from '#sealer';

export interface AttestedParts {
  readonly keys: KeysFile;
  /** cosignatures.txt */
  readonly cosignatures: string;
  /** anchors.json and the files under anchors/, in the order of a pack. */
  readonly anchorFiles: readonly (readonly [name: string, bytes: string | Buffer])[];
  /** Leaves of the entries that these speak of, to be proved with the events. */
  readonly leaves: readonly number[];
  /** Leaves of the log that the last stamp covers. */
  readonly covered: number | undefined;
}

/**
 * What a pack has of what others say of the log, and of its keys: the stamps around each event and the last one.
 *
 * @param leaves of the events in the pack.
 */
export async function attestedParts(
  log: SealedLog,
  { size, note }: Sealed,
  leaves: readonly number[],
  vkey: string,
  cosigner: Cosigner | undefined,
): Promise<AttestedParts> {
  const rotations = await Promise.all(
    (await log.attested.rotations()).map(async ({ statement, leaf }) => ({
      statement,
      entries: leaf < size ? [await shown(log, leaf), await shown(log, leaf + 1)] : [],
    })),
  );
  const anchors = await anchorsAround(log, size, leaves);
  const files = anchors.flatMap(({ packed, stamped, reply }) => {
    const names = anchorFiles(packed);
    return [[names.note, stamped] as const, [names.reply, reply] as const];
  });
  const own = cosigner ? cosign(parseCheckpoint(splitNote(note).text), cosigner) : '';
  const others = (await log.attested.cosigners(size)).filter((one) => one.vkey !== cosigner?.vkey);
  const entries = [...rotations.flatMap((one) => one.entries), ...anchors.flatMap(({ packed }) => packed.shown ?? [])];
  return {
    keys: { log: vkey, rotations, cosigner: cosigner?.vkey },
    cosignatures: own + others.map(({ line }) => line).join(''),
    anchorFiles: [
      ['anchors.json', encodeAnchors(anchors.map(({ packed }) => packed))] as const,
      ...files.sort(([a], [b]) => (a < b ? -1 : 1)),
    ],
    leaves: entries.map(({ leaf }) => leaf),
    covered: anchors.at(-1)?.packed.size,
  };
}

const shown = async (log: SealedLog, leaf: number) => ({ leaf, entry: (await log.entry(leaf)).toString('base64url') });

/** For each event the first stamp on it and the last before it; besides, the last of all. */
async function anchorsAround(log: SealedLog, size: number, leaves: readonly number[]) {
  const all = await log.attested.anchored(size);
  // A smaller checkpoint may have been stamped after a larger one, for a pack.
  const inLog = all
    .flatMap(({ size: of, leaf }) => (leaf !== undefined && leaf < size ? [{ of, leaf }] : []))
    .sort((a, b) => a.leaf - b.leaf);
  const wanted = new Set(all.slice(-1).map((anchor) => anchor.size));
  const sorted = [...leaves].sort((a, b) => a - b);
  let [first, next] = [0, 0];
  for (const leaf of sorted) {
    while (first < all.length && all[first].size <= leaf) first += 1;
    if (first < all.length) wanted.add(all[first].size);
    while (next < inLog.length && inLog[next].leaf < leaf) next += 1;
    if (next > 0) wanted.add(inLog[next - 1].of);
  }
  const found: { packed: PackedAnchor; stamped: string; reply: Buffer }[] = [];
  for (const of of [...wanted].sort((a, b) => a - b)) {
    const proof = [...(await log.consistency(of, size))];
    for (const [nth, { note, reply, leaf }] of (await log.attested.anchorsOf(of)).entries()) {
      const entry = leaf !== undefined && leaf < size ? await shown(log, leaf) : undefined;
      found.push({ packed: { size: of, nth, proof, shown: entry }, stamped: note, reply });
    }
  }
  return found;
}
