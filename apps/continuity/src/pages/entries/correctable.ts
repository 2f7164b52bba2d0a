import { mayCommand, type PersonOnDuty } from '#access';
import { correctableEntries, rules } from '#custody';
import { type TimelineItem } from '#read-models';
import { type Form, type Wording } from './entry-form.js';
import { type Field } from './fields.js';
import { formOf } from './form-of.js';
import { caseWording } from './wording/case.js';
import { exhibitWording } from './wording/exhibit.js';
import { suspectWording } from './wording/suspect.js';

/** What may be corrected of one type of entry: its form, and the fields of it. */
interface CorrectableEntry {
  readonly form: Form<undefined>;
  readonly fields: readonly string[];
}

const worded = (command: string): Wording<never> =>
  exhibitWording[command] ?? caseWording[command] ?? suspectWording[command] ?? {};

/** The types of entry that may be corrected; the words are those of the form that recorded it, where they are always the same. */
export const correctable: ReadonlyMap<string, CorrectableEntry> = new Map(
  Object.entries(correctableEntries).map(([type, { as, fields }]) => {
    const command = rules.find((rule) => rule.command === as)?.name ?? as.name;
    const asks = Object.entries(worded(command).asks ?? {}).filter(([, ask]) => typeof ask !== 'function');
    const form = formOf<undefined>(command, { asks: Object.fromEntries(asks) as never }, ['exhibitId', 'suspectId']);
    return [type, { form, fields: [...fields, 'occurredAt'] }];
  }),
);

const WHEN_IT_HAPPENED: Field = { is: 'moment', name: 'occurredAt', label: 'When it happened' };
/** Nobody is named, and no tool: fields with such lists are not among those that are corrected. */
const NOBODY = { actor: { id: '', name: '', role: 'supervisor', force: '', unit: '' }, people: [], tools: [] } as const;

/** Each field that may be corrected, with the boxes that it is asked for in. */
export function fieldsToCorrect({ form, fields }: CorrectableEntry): readonly {
  readonly name: string;
  readonly label: string;
  readonly boxes: readonly Field[];
}[] {
  const all = form.fields(undefined, NOBODY);
  return fields.map((name) => {
    const boxes =
      name === 'occurredAt'
        ? [WHEN_IT_HAPPENED]
        : all
            .filter((field) => field.name === name || field.name.startsWith(`${name}.`))
            // What stood there to begin with is not what it should say, and what to do at the scene is past; of one box something
            // must be said.
            .map(
              ({ given: _given, hint: _hint, ...field }, _n, { length }) =>
                (length === 1 ? { ...field, optional: false } : field) as Field,
            );
    return { name, label: boxes.length === 1 ? (boxes[0]?.label ?? name) : name.replace(/[A-Z]/g, ' $&'), boxes };
  });
}

/** Where somebody corrects an entry; undefined where nothing of it can be corrected, or not by them. */
export function correctHref(
  { role }: PersonOnDuty,
  { id, type, caseId, exhibitId, suspectId }: TimelineItem,
): string | undefined {
  if (!correctable.has(type) || !mayCommand(role, 'CorrectEntry')) return undefined;
  const about = exhibitId ? `exhibits/${exhibitId}` : suspectId ? `suspects/${suspectId}` : `cases/${caseId}`;
  return `/${about}/correct?entry=${id}&type=${type}`;
}
