import { anchorEntry, encodeEntry } from '../log/entry.js';
import { type Checkpoint } from '../log/checkpoint.js';
import { verifyConsistency } from '../log/merkle.js';
import { type LogKeys } from '../log/rotation.js';
import { BadStamp } from '../time/bad-stamp.js';
import { type RevocationLists } from '../time/revocation.js';
import { openStamp, type Stamp, type TrustedRoots } from '../time/stamp.js';
import { anchorFiles, entryIn, type PackedAnchor } from './attested-files.js';
import { type Finding } from './findings.js';

/** How far a time of recording may lie outside the stamps before and after it: clocks differ. */
const WINDOW_MS = 120_000;

/** An event as far as the stamps say something of it. */
export interface Placed {
  readonly leaf: number;
  /** ms since 1970. */
  readonly recordedAt: number;
}

/** A stamp that is good, and where the log has it. */
export interface Anchored extends Pick<Stamp, 'stampedAt' | 'by' | 'notRevokedAt'> {
  readonly size: number;
  readonly leaf: number | undefined;
}

/**
 * The good ones of a pack's stamps, each checked as of its own time. @param files the note and the reply of a stamp.
 * @param now the pack's checkpoint, undefined when that is not to be believed.
 */
export async function checkAnchors(
  anchors: readonly PackedAnchor[],
  files: (anchor: PackedAnchor) => Promise<{ readonly note: string; readonly reply: Buffer }>,
  {
    keys,
    now,
    roots,
    revoked,
  }: { keys: LogKeys; now: Checkpoint | undefined; roots: TrustedRoots | undefined; revoked: RevocationLists },
  found: (finding: Finding) => void,
): Promise<readonly Anchored[]> {
  const good: Anchored[] = [];
  for (const anchor of anchors) {
    const { note, reply } = await files(anchor);
    const file = anchorFiles(anchor).reply;
    try {
      const stamped = await keys.open(note);
      if (stamped.size !== anchor.size) throw new BadStamp(`It stamps the checkpoint at ${stamped.size} leaves`);
      if (now && !verifyConsistency(stamped, now, anchor.proof))
        found({ kind: 'forked log', what: `what was stamped at ${stamped.size} leaves is not part of this log`, file });
      const stamp = await openStamp(reply, note, roots, revoked);
      good.push({ ...stamp, size: anchor.size, leaf: leafOf(anchor, stamp, { note, reply }) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      found({ kind: 'anchor', what: error.message, file });
    }
  }
  return good;
}

/** The leaf at which the log commits to a stamp. @throws BadStamp when what stands there is another. */
function leafOf(
  { size, shown }: PackedAnchor,
  { authority, stampedAt }: Stamp,
  { note, reply }: { readonly note: string; readonly reply: Buffer },
): number | undefined {
  if (!shown) return undefined;
  const bytes = encodeEntry(anchorEntry({ authority, size, stampedAt, reply, note }, entryIn(shown)?.sealedAt ?? 0));
  if (bytes.toString('base64url') !== shown.entry) throw new BadStamp('It is not the one that the log commits to');
  return shown.leaf;
}

/**
 * What the stamps say of when events were recorded: whatever stands before a stamped checkpoint's end was there by then, and
 * whatever follows the entry of a stamp came after it. In words; `outside` is how many were recorded at another time.
 */
export function placeInTime(events: readonly Placed[], anchors: readonly Anchored[]) {
  const bySize = [...anchors].sort((a, b) => b.size - a.size);
  const byLeaf = anchors.filter(({ leaf }) => leaf !== undefined).sort((a, b) => (a.leaf ?? 0) - (b.leaf ?? 0));
  let outside = 0;
  let open = 0;
  let first: Placed | undefined;
  const inOrder = [...events].sort((a, b) => a.leaf - b.leaf);
  const latest = new Map<Placed, number>();
  for (let i = inOrder.length - 1, nth = 0, before = Infinity; i >= 0; i -= 1) {
    for (; nth < bySize.length && bySize[nth].size > inOrder[i].leaf; nth += 1)
      before = Math.min(before, bySize[nth].stampedAt);
    latest.set(inOrder[i], before);
  }
  let nth = 0;
  let after = -Infinity;
  for (const event of inOrder) {
    for (; nth < byLeaf.length && (byLeaf[nth].leaf ?? 0) < event.leaf; nth += 1)
      after = Math.max(after, byLeaf[nth].stampedAt);
    const before = latest.get(event) ?? Infinity;
    if (before === Infinity) open += 1;
    if (event.recordedAt > before + WINDOW_MS || event.recordedAt < after - WINDOW_MS) {
      outside += 1;
      first ??= event;
    }
  }
  return { outside, first, open };
}
