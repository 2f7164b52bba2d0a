import { verifyInclusion } from './merkle.js';
import { NotANote, type VerifierKey } from './note.js';
import { openCheckpoint, type Checkpoint } from './checkpoint.js';

/** That one entry is in the log, checkable offline: C2SP tlog-proof. */
export interface LogProof {
  /** Base64, of whoever made the proof: not covered by any signature, MUST NOT be trusted. */
  readonly extra?: string | undefined;
  readonly index: number;
  /** Inclusion proof, lowest first. */
  readonly hashes: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

export const encodeProof = ({ extra, index, hashes, checkpoint }: LogProof): string =>
  [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${extra}`]),
    `index ${index}`,
    ...hashes.map((hash) => Buffer.from(hash).toString('base64')),
    '',
    checkpoint,
  ].join('\n');

/** @throws NotANote for a text that `encodeProof` does not write. */
export function parseProof(text: string): LogProof {
  const end = text.indexOf('\n\n');
  const [, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined;
  const [index = '', ...hashes] = lines;
  const proof: LogProof = {
    extra,
    index: Number(index.replace(/^index /, '')),
    hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
    checkpoint: text.slice(end + 2),
  };
  if (end < 0 || encodeProof(proof) !== text) throw new NotANote('Not a proof of a log (tlog-proof)');
  return proof;
}

/**
 * The checkpoint under which a proof shows an entry to be in the log.
 *
 * @throws NotANote when the checkpoint is not signed by these keys, or the entry is not the one that was proved.
 */
export async function verifyProof(
  proof: LogProof,
  leaf: Uint8Array,
  keys: readonly VerifierKey[],
): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(proof.checkpoint, keys);
  if (!verifyInclusion({ index: proof.index, hash: leaf }, checkpoint, proof.hashes))
    throw new NotANote('The proof does not lead to the root of the checkpoint');
  return checkpoint;
}
