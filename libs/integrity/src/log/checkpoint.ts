import { type Digest } from './merkle.js';
import { NotANote, openNote, signNote, type Signer, type VerifierKey } from './note.js';

/** The head of a log: C2SP tlog-checkpoint. */
export interface Checkpoint {
  /** Names the log; also the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Digest;
}

const textOf = ({ origin, size, root }: Checkpoint) => `${origin}\n${size}\n${root.toString('base64')}\n`;

/** MUST NOT be called for a checkpoint that is not shown to be consistent with the one signed before: it would fork the log. */
export const signCheckpoint = (checkpoint: Checkpoint, signers: readonly Signer[]): Promise<string> =>
  signNote(textOf(checkpoint), signers);

/** The checkpoint in a note that these keys signed. @throws NotANote */
export async function openCheckpoint(note: string, keys: readonly VerifierKey[]): Promise<Checkpoint> {
  const checkpoint = parseCheckpoint(await openNote(note, keys));
  if (!keys.some(({ name }) => name === checkpoint.origin)) throw new NotANote('Not a checkpoint of this log');
  return checkpoint;
}

/** The checkpoint in the text of a note, which MUST NOT be trusted unless the note's signatures were checked. @throws NotANote */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = ''] = text.split('\n');
  const checkpoint = { origin, size: Number(size), root: Buffer.from(root, 'base64') };
  if (!Number.isSafeInteger(checkpoint.size) || checkpoint.root.length !== 32 || textOf(checkpoint) !== text)
    throw new NotANote('Not a checkpoint');
  return checkpoint;
}
