import { entryOf, type Head } from '#integrity';
import { type Link } from '#ledger';
import { SealRefused } from './refused.js';
import { type GrowingTree } from './tree.js';

/** A stream as far as the log has it. */
export interface Growing {
  readonly stream: string;
  /** That of its first event: its tag is made of it. */
  readonly caseId: string;
  readonly tag: Buffer;
  count: number;
  leaf: number | undefined;
  hash: string;
}

/** A stream that is to grow from its head on. */
export const grownTo = ({ tag, count, leaf, hash }: Head, stream: string, caseId: string): Growing => ({
  ...{ stream, caseId, tag, count, leaf },
  hash: hash.toString('base64url'),
});

export const headIn = ({ tag, count, leaf = 0, hash }: Growing): Head => ({
  tag,
  count,
  leaf,
  hash: Buffer.from(hash, 'base64url'),
});

/** Adds an event to the log, and to its stream. @throws SealRefused when it is not what its hash says, or does not come next. */
export function takeIn(tree: GrowingTree, event: Link, growing: Growing, sealedAt: number): void {
  const { tag, count, leaf: previous, hash } = growing;
  if (!event.isWhole) throw refused(event, 'an event does not match its own hash');
  if (event.revision !== count) throw refused(event, `revision ${count} of a stream is missing`);
  if (event.prev !== hash) throw refused(event, 'an event follows another than the one sealed');
  const entry = entryOf(event, { tag, sealedAt, previous });
  if (!(entry.recordedAt >= 0)) throw refused(event, 'an event was recorded at no time');
  growing.leaf = tree.add(entry);
  growing.count += 1;
  growing.hash = event.hash;
}

const refused = ({ stream, revision, position }: Link, what: string): SealRefused =>
  new SealRefused(what, { stream, revision, position });
