import { type StoredFacts } from '#custody';
import { projection } from '../kernel/projection.js';
import { json, maybe, table, text, uuid, word, yesOrNo, type RowOf } from '../kernel/table.js';
import { exhibitOf, keep, type Kept, type Told } from '../kernel/told.js';
import { isLookedFor, namedIn } from './names.js';

const peopleTable = table({
  name: 'people',
  columns: {
    /** The data subject: `suspect-<id>`, or `exhibit-<id>/from` of somebody who is named with an exhibit only. */
    subject: text,
    case_id: uuid,
    /** Ids of the exhibits that name them. */
    exhibits: json<readonly string[]>(),
    /** Sealed, as last told. */
    name: maybe(json<Kept>()),
    /** The tokens of every name and date that was told, with a blank between. */
    tokens: word(),
    erased: yesOrNo,
  },
  key: 'subject',
  indexes: { tokens: `USING gin (string_to_array(tokens, ' ')) WITH (fastupdate = off)` },
});

export type PersonRow = RowOf<typeof peopleTable>;

type Facts = Pick<
  StoredFacts,
  'PersonArrested' | 'DeviceSeized' | 'DeviceReturned' | 'OwnershipClaimed' | 'EntryCorrected' | 'PersonalDataErased'
>;

const subjectOf = (event: Told): string | undefined => {
  if (event.type !== 'PersonalDataErased') return namedIn(event)?.subject;
  const [first] = event.facts.subjects as readonly string[];
  return first !== undefined && isLookedFor(first) ? first : undefined;
};

/**
 * Who is found by which words of their name: suspects, people that devices were taken from, owners. Words are kept as tokens under
 * a key that the database does not hold. An erasure empties the row; that there was one stays, and which exhibits it was named
 * with.
 */
export const people = projection<Facts, typeof peopleTable>({
  table: peopleTable,
  version: 1,
  rowOf: subjectOf,
  blank: (subject, { caseId }) => ({ subject, case_id: caseId, exhibits: [], name: null, tokens: '', erased: false }),
  on: {
    PersonArrested: (row, _facts, event) => ({ ...named(row, event, 'name'), case_id: event.caseId }),
    DeviceSeized: (row, _facts, event) => named(row, event, besides(row, 'from')),
    DeviceReturned: (row, _facts, event) => named(row, event, besides(row, 'to')),
    OwnershipClaimed: (row, _facts, event) => named(row, event, besides(row, 'claimant')),
    EntryCorrected: (row, { field }, event) =>
      named(row, event, field === 'name' ? 'now' : field === 'dateOfBirth' ? undefined : besides(row, 'now')),
    PersonalDataErased: () => ({ name: null, tokens: '', erased: true }),
  },
});

/** A suspect is called what their own record calls them. */
const besides = ({ subject, name }: Readonly<PersonRow>, field: string): string | undefined =>
  name !== null && subject.startsWith('suspect-') ? undefined : field;

function named(row: Readonly<PersonRow>, event: Told, field: string | undefined): Partial<PersonRow> {
  const exhibit = exhibitOf(event);
  const isNew = exhibit !== undefined && !row.exhibits.includes(exhibit);
  const exhibits = isNew ? [...row.exhibits, exhibit] : row.exhibits;
  // What was sealed in the moment before is erased with the rest.
  if (row.erased) return { exhibits };
  const tokens = new Set([row.tokens, event.tokens ?? ''].flatMap((text) => (text === '' ? [] : text.split(' '))));
  return { exhibits, tokens: [...tokens].join(' '), ...(field === undefined ? {} : { name: keep(event, field) }) };
}
