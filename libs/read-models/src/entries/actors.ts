import { eventTypes, type StoredFacts } from '#custody';
import { type Actor } from '#integrity';
import { projection, type Changes } from '../kernel/projection.js';
import { json, table, text, type RowOf } from '../kernel/table.js';

const actorTable = table({
  name: 'actors',
  columns: { actor_key: text, actor: json<Actor>() },
  key: 'actor_key',
  indexes: {},
});

export type ActorRow = RowOf<typeof actorTable>;

const nothing = () => ({});

/** Everybody who ever acted, as they were then: entries name them by key, for they are few and entries are many. */
export const actors = projection<StoredFacts, typeof actorTable>({
  table: actorTable,
  version: 1,
  rowOf: ({ actorKey }) => actorKey,
  blank: (actor_key, { actor: { id, name, role, force, unit, onBehalfOf } }) => ({
    actor_key,
    actor: { id, name, role, force, unit, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) },
  }),
  on: Object.fromEntries(eventTypes.map((type) => [type, nothing])) as unknown as Changes<ActorRow, StoredFacts>,
});
