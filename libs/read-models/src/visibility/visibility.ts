import { known, KNOWING, KNOWN_BY_NOBODY, marksOf, type KnownBy } from '#custody';
import { projection, type Changes } from '../kernel/projection.js';
import { json, table, text, uuid, yesOrNo, type RowOf } from '../kernel/table.js';
import { type Told } from '../kernel/told.js';

/** The marks of a row as an array, as the index has them. */
export const MARKS = `string_to_array(marks, E'\\n')`;

const visibilityTable = table({
  name: 'visibility',
  columns: {
    case_id: uuid,
    known_by: json<KnownBy>(),
    sensitive: yesOrNo,
    /** One a line. */
    marks: text,
  },
  key: 'case_id',
  indexes: { marks: `USING gin (${MARKS}) WITH (fastupdate = off)`, sensitive: '(case_id) WHERE sensitive' },
});

export type VisibilityRow = RowOf<typeof visibilityTable>;

type Facts = { readonly [T in (typeof KNOWING)[number]]: object };

const change = ({ known_by }: Readonly<VisibilityRow>, facts: object, { type, id, actor: by }: Told) => {
  const after = known(known_by, { type, facts, id, by });
  if (after === known_by) return {};
  return { known_by: after, sensitive: after.sensitive, marks: marksOf(after).join('\n') };
};

/** To whom each case is known: whoever is not among them is told nothing of it, not even that it is there. */
export const visibility = projection<Facts, typeof visibilityTable>({
  table: visibilityTable,
  version: 1,
  rowOf: ({ caseId }) => caseId || undefined,
  blank: (case_id) => ({ case_id, known_by: KNOWN_BY_NOBODY, sensitive: false, marks: '' }),
  on: Object.fromEntries(KNOWING.map((type) => [type, change])) as Changes<VisibilityRow, Facts>,
});
