import { hash } from 'node:crypto';
import { type KeyEntry } from './entry.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import {
  NotANote,
  openNote,
  parseVerifierKey,
  readNote,
  signNote,
  splitNote,
  type Signer,
  type VerifierKey,
} from './note.js';

/** The log's key is followed by another: said by both, and committed in the log by two entries. */
export interface Rotation {
  readonly origin: string;
  /** Leaves of the log before the two entries: the new key signs whatever is larger. */
  readonly from: number;
  readonly old: VerifierKey;
  readonly new: VerifierKey;
  /** The note that says so. */
  readonly statement: string;
}

const HEADER = 'continuity/rotation/v1';
/** Two entries of keys and one of heads: the checkpoint over them is signed by both keys, the old one's last. */
const ENTRIES = 3;

const textOf = ({ origin, from, old, new: next }: Omit<Rotation, 'statement'>) =>
  `${HEADER}\n${origin}\nfrom ${from}\nold ${old.vkey}\nnew ${next.vkey}\n`;

/** MUST NOT be called with a `from` other than the size of the log: the entries are its next two. */
export const signRotation = (rotation: Omit<Rotation, 'statement'>, signers: readonly Signer[]): Promise<string> =>
  signNote(textOf(rotation), signers);

/** What a statement says, signed by both keys that it names. That either is trusted is not said. @throws NotANote */
export async function openRotation(statement: string): Promise<Rotation> {
  const { text } = splitNote(statement);
  const [, origin = '', from = '', old = '', next = ''] = text.split('\n');
  const said = {
    origin,
    from: Number(from.replace(/^from /, '')),
    old: parseVerifierKey(old.replace(/^old /, '')),
    new: parseVerifierKey(next.replace(/^new /, '')),
  };
  if (!Number.isSafeInteger(said.from) || textOf(said) !== text || said.old.vkey === said.new.vkey)
    throw new NotANote('Not a statement of a rotation');
  for (const key of [said.old, said.new]) await openNote(statement, [key]);
  return { ...said, statement };
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** The entry by which a key begins; the first has no statement. */
export const keyAdded = (vkey: string, from: number, sealedAt: number, statement?: string): KeyEntry => ({
  ...{ is: 'key', does: 'add', from, sealedAt, key: digest(vkey) },
  statement: statement === undefined ? Buffer.alloc(32) : digest(statement),
});

/** The two entries of a rotation, in their order. */
export const rotationEntries = (rotation: Rotation, sealedAt: number): readonly [KeyEntry, KeyEntry] => {
  const { from, old, new: next, statement } = rotation;
  const added = keyAdded(next.vkey, from, sealedAt, statement);
  return [{ ...added, does: 'retire', key: digest(old.vkey) }, added];
};

/** All keys that a log has had, and which of them has to have signed a checkpoint. */
export class LogKeys {
  private constructor(
    /** In the order of the log; the last signs now. */
    readonly all: readonly VerifierKey[],
    readonly rotations: readonly Rotation[],
  ) {}

  /**
   * @param current the key after all rotations.
   * @param statements in the order of the log.
   * @throws NotANote when they are no chain that ends in this key.
   */
  static async of(current: VerifierKey, statements: readonly string[] = []): Promise<LogKeys> {
    const rotations = await Promise.all(statements.map(openRotation));
    const isChain = rotations.every(
      ({ origin, from, new: next }, i) =>
        origin === current.name &&
        next.vkey === (rotations[i + 1]?.old ?? current).vkey &&
        from >= (rotations[i - 1] ? rotations[i - 1].from + ENTRIES : 1),
    );
    if (!isChain) throw new NotANote('The rotations of the key do not follow one from the other');
    return new LogKeys([...rotations.map(({ old }) => old), current], rotations);
  }

  get current(): VerifierKey {
    return this.all[this.all.length - 1];
  }

  /** Whether a reader who trusts these keys can follow the chain from one of them. */
  isTrustedBy(keys: readonly VerifierKey[]): boolean {
    return keys.some(({ vkey }) => this.all.some((key) => key.vkey === vkey));
  }

  /** The keys that sign a checkpoint of so many leaves: two where one follows the other. */
  at(size: number): readonly VerifierKey[] {
    const next = this.rotations.findIndex(({ from }) => size <= from + ENTRIES);
    if (next < 0) return [this.current];
    return this.all.slice(next, size > this.rotations[next].from ? next + 2 : next + 1);
  }

  /** The checkpoint in a note, signed by the keys that its size asks for and by no other of this log. @throws NotANote */
  async open(note: string): Promise<Checkpoint> {
    const { text, by } = await readNote(note, this.all);
    const checkpoint = parseCheckpoint(text);
    if (checkpoint.origin !== this.current.name) throw new NotANote('Not a checkpoint of this log');
    const due = this.at(checkpoint.size);
    if (!due.every((key) => by.includes(key)))
      throw new NotANote(`A checkpoint at ${checkpoint.size} leaves is not signed by the key of that time`);
    if (!by.every((key) => due.includes(key)))
      throw new NotANote(`A checkpoint at ${checkpoint.size} leaves is signed by a key that was not in use`);
    return checkpoint;
  }
}
