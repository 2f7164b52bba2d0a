import type pg from 'pg';
import { anchorEntry, decodeEntry, rotationEntries, type EventEntry, type LogEntry, type Rotation } from '#integrity';
import { Attested } from './attested.js';
import { type SealedLog } from './sealed-log.js';

/** Entries that a batch has besides those of events and heads, and what is stored with them in its transaction. */
export interface Besides {
  readonly entries: readonly LogEntry[];
  /** @param leaf of the first of the entries. */
  readonly keep: (client: pg.Client, leaf: number) => Promise<void>;
}

/** The stamps that came since the batch before. */
export async function anchorsDue(client: pg.Client, sealedAt: number): Promise<Besides> {
  const due = await new Attested(client).anchorsNotInLog();
  return {
    entries: due.map((anchor) => anchorEntry(anchor, sealedAt)),
    async keep(_, leaf) {
      for (const [nth, { size, reply }] of due.entries())
        await client.query('UPDATE seal.anchors SET leaf = $1 WHERE size = $2 AND reply = $3', [
          leaf + nth,
          size,
          reply,
        ]);
    },
  };
}

export const rotationBesides = (rotation: Rotation, sealedAt: number): Besides => ({
  entries: rotationEntries(rotation, sealedAt),
  async keep(client, leaf) {
    await client.query('INSERT INTO seal.rotations (leaf, statement) VALUES ($1, $2)', [leaf, rotation.statement]);
  },
});

/** The last event in a tree: stamps, keys and heads stand behind it. @throws RangeError when there is none. */
export async function lastEventIn(log: SealedLog, size: number): Promise<EventEntry> {
  for (let leaf = size - 2; leaf >= 0; leaf -= 1) {
    const entry = decodeEntry(await log.entry(leaf));
    if (entry.is === 'event') return entry;
  }
  throw new RangeError('The log has no event');
}
