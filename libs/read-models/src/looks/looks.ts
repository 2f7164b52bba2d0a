import { type AccessFacts, type LookType } from '#custody';
import { projection } from '../kernel/projection.js';
import { json, maybe, moment, table, text, uuid, whole, word, type RowOf } from '../kernel/table.js';
import { type Told } from '../kernel/told.js';

type LookFacts = AccessFacts[LookType];

const lookTable = table({
  name: 'looks',
  columns: {
    event_id: uuid,
    position: whole,
    type: word<LookType>(),
    person_id: text,
    actor_key: text,
    case_id: maybe(uuid),
    exhibit_id: maybe(uuid),
    suspect_id: maybe(uuid),
    recorded_at: moment,
    /** What was typed in it is sealed. */
    facts: json<LookFacts>(),
  },
  key: 'event_id',
  indexes: {
    position: '(position)',
    person: '(person_id, position)',
    case: '(case_id, position) WHERE case_id IS NOT NULL',
    exhibit: '(exhibit_id, position) WHERE exhibit_id IS NOT NULL',
    suspect: '(suspect_id, position) WHERE suspect_id IS NOT NULL',
  },
});

export type LookRow = RowOf<typeof lookTable>;

const filled = (_row: Readonly<LookRow>, facts: LookFacts): Partial<LookRow> => ({ facts });

/** Who looked at what: for lawfulness, self-monitoring, security and proceedings only (Data Protection Act 2018 s.62(4)). */
export const looks = projection<Pick<AccessFacts, LookType>, typeof lookTable>({
  table: lookTable,
  version: 1,
  rowOf: ({ id }) => id,
  blank: (event_id, { position, type, actor, actorKey, recordedAt, facts }: Told) => {
    const { caseId = null, exhibitId = null, suspectId = null } = facts as unknown as LookFacts;
    return {
      ...{ event_id, position, type: type as LookType, person_id: actor.id, actor_key: actorKey },
      ...{ case_id: caseId, exhibit_id: exhibitId, suspect_id: suspectId, recorded_at: recordedAt },
      facts: facts as unknown as LookFacts,
    };
  },
  on: { RecordViewed: filled, RecordSearched: filled, RecordExported: filled, AccessRefused: filled },
});
