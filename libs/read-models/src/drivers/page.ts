import type pg from 'pg';
import { type LedgerEvent, type Position } from '#ledger';
import { Rows, type Projection } from '../kernel/projection.js';
import { type Row } from '../kernel/table.js';
import { toldBy, type Told } from '../kernel/told.js';
import { withTokens, type NameKeys } from '../search/names.js';
import { lowest, moveCheckpoints, type Checkpoints } from './checkpoints.js';
import { transaction } from './connection.js';
import { addRows, loadRows, writeRows } from './rows.js';

/**
 * Applies a page of events to the read models, once: rows and checkpoints are committed together, and only if no checkpoint was
 * moved by somebody else since it was read. A projection that is ahead of the others skips what it has.
 *
 * @throws Overtaken when one was moved; nothing is written then.
 * @throws UnknownEventType when a newer version of the code wrote an event; nothing is written then.
 */
export async function applyPage(
  client: pg.ClientBase,
  from: Checkpoints,
  page: readonly LedgerEvent[],
  names?: NameKeys,
): Promise<Checkpoints> {
  const events = await withTokens(page.map(toldBy), names);
  const to = events.at(-1)?.position ?? lowest(from);
  const behind = new Map([...from].filter(([, { position }]) => position < to));
  if (behind.size === 0) return from;
  const work: Folded[] = [];
  for (const [projection, { position }] of behind) work.push(await folded(client, projection, position, events));
  const moved = await transaction(client, async () => {
    const checkpoints = await moveCheckpoints(client, behind, to);
    for (const { projection, changed, trail } of work) {
      await writeRows(client, projection.table, changed);
      if (projection.trail) await addRows(client, projection.trail, trail);
    }
    return checkpoints;
  });
  return new Map([...from, ...moved]);
}

interface Folded {
  readonly projection: Projection;
  readonly changed: readonly Row[];
  readonly trail: readonly Row[];
}

async function folded(
  client: pg.ClientBase,
  projection: Projection,
  after: Position,
  events: readonly Told[],
): Promise<Folded> {
  const due = events.filter(({ position }) => position > after);
  const keys = new Set(due.map(projection.rowOf).filter((key) => key !== undefined));
  const rows = new Rows(await loadRows(client, projection.table, [...keys]));
  const trail = due.map((event) => projection.apply(rows, event)).filter((entry) => entry !== undefined);
  return { projection, changed: rows.changedRows(), trail };
}
