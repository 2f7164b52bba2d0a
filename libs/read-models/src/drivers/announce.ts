import type pg from 'pg';
import { type Position } from '#ledger';

/** Where the projector of a schema tells how far it is. */
export const channelOf = (schema: string): string => `continuity_${schema}`;

/** The read models moved on. */
export interface Moved {
  readonly position: Position;
  /** Ids of the cases, exhibits and suspects that changed; absent when they are too many to name: then any may have. */
  readonly about?: readonly string[];
  /** Nothing but looks came: what pages show is as it was. */
  readonly quiet?: true;
}

/** So many UUIDs fit into a notification (8,000 bytes). */
const NAMED_AT_MOST = 150;

/**
 * Tells whoever waits or shows a page. After the commit and apart from it: a NOTIFY inside would hold a lock that is one for
 * the whole server while the commit is flushed. A word that is lost costs a reader the wait until it looks by itself.
 */
export async function announce(client: pg.ClientBase, { about, ...moved }: Moved): Promise<void> {
  const told: Moved = about && about.length <= NAMED_AT_MOST ? { ...moved, about } : moved;
  await client.query(`SELECT pg_notify('continuity_' || current_schema(), $1)`, [JSON.stringify(told)]);
}

/** What an announcement said; undefined for anything else on the channel. */
export function heard(payload: string | undefined): Moved | undefined {
  try {
    const moved = JSON.parse(payload ?? '') as Partial<Moved> | null;
    return typeof moved?.position === 'number' ? { ...moved, position: moved.position } : undefined;
  } catch {
    return undefined;
  }
}
