import { type AccessFacts } from '#custody';
import { type JsonObject } from '#integrity';
import { projection } from '../kernel/projection.js';
import { json, maybe, moment, table, text, uuid, whole, type RowOf } from '../kernel/table.js';
import { keep, type Kept, type Told } from '../kernel/told.js';

const breakGlassTable = table({
  name: 'break_glass',
  columns: {
    event_id: uuid,
    position: whole,
    case_id: uuid,
    person_id: text,
    unit: text,
    actor_key: text,
    at: moment,
    until: moment,
    reason: maybe(json<Kept>()),
    acknowledged_by: maybe(text),
  },
  key: 'event_id',
  indexes: { case: '(case_id)', person: '(person_id, until)', unseen: '(position) WHERE acknowledged_by IS NULL' },
});

export type BreakGlassRow = RowOf<typeof breakGlassTable>;

/** Each use of break-glass, and who of the supervisors has seen it. */
export const breakGlass = projection<
  Pick<AccessFacts, 'BreakGlassUsed' | 'BreakGlassAcknowledged'>,
  typeof breakGlassTable
>({
  table: breakGlassTable,
  version: 1,
  rowOf: ({ type, id, facts }) =>
    type === 'BreakGlassUsed' ? id : (facts as AccessFacts['BreakGlassAcknowledged'] & JsonObject).useId,
  blank: (event_id, event: Told) => ({
    ...{ event_id, position: event.position, case_id: event.caseId, person_id: event.actor.id },
    ...{ unit: event.actor.unit, actor_key: event.actorKey, at: event.recordedAt, until: event.recordedAt },
    ...{ reason: keep(event, 'reason'), acknowledged_by: null },
  }),
  on: {
    BreakGlassUsed: (_use, { until }) => ({ until }),
    BreakGlassAcknowledged: (_use, _facts, { actor }) => ({ acknowledged_by: actor.id }),
  },
});
