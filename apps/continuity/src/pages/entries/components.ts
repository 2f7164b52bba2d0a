import { type Problems } from '#custody';
import {
  CAME_TWICE,
  DAY_PARTS,
  MOMENT_PARTS,
  partName,
  problemOf,
  type Field,
  type Option,
  type Typed,
} from './fields.js';

/** A GOV.UK component that the template is to draw, and what with. */
export interface Component {
  readonly macro: 'input' | 'textarea' | 'select' | 'radios' | 'date';
  readonly params: object;
  /** Words offered while typing into an input. */
  readonly suggestions?: readonly string[];
}

export interface Complaint {
  readonly text: string;
  /** Link to the box to mend; undefined when it is about no box of the form. */
  readonly href?: string;
}

/** The boxes of a form, with what was typed into them and what is wrong with it. */
export const componentsOf = (fields: readonly Field[], typed: Typed, problems: Problems): readonly Component[] =>
  fields.flatMap((field) => componentOf(field, typed, problemOf(field, problems, typed)));

/** The error summary: what is wrong, box by box in the form's order, then what belongs to no box. */
export function complaintsOf(fields: readonly Field[], typed: Typed, problems: Problems): readonly Complaint[] {
  const names = new Set(fields.map(({ name }) => name));
  return [
    ...fields.flatMap((field) => {
      const text = problemOf(field, problems, typed);
      return text === undefined ? [] : [{ text, href: `#${firstBox(field)}` }];
    }),
    ...Object.entries(problems).flatMap(([name, [text]]) =>
      names.has(name) || text === undefined ? [] : [{ text: text.startsWith(name) ? text : `${name}: ${text}` }],
    ),
  ];
}

/** Id of the box that a field is filled in at. */
export const firstBox = (field: Field): string =>
  field.is === 'moment' || field.is === 'day' ? partName(field.name, MOMENT_PARTS[0]) : field.name;

function componentOf(field: Field, typed: Typed, problem: string | undefined): readonly Component[] {
  const label = field.optional === true ? `${field.label} (optional)` : field.label;
  const common = {
    ...(field.hint === undefined ? {} : { hint: { text: field.hint } }),
    ...(problem === undefined ? {} : { errorMessage: { text: problem } }),
  };
  const box = {
    ...common,
    id: field.name,
    name: field.name,
    value: typed[field.name],
    label: { text: label, classes: BOLD },
  };
  const legend = { legend: { text: label, classes: LEGEND } };
  switch (field.is) {
    case 'text':
      return [
        {
          macro: 'input',
          params: {
            ...box,
            ...(field.width === undefined ? {} : { classes: `govuk-input--width-${field.width}` }),
            ...(field.digits === true ? { inputmode: 'numeric' } : {}),
            ...(field.capitals === true ? { autocapitalize: 'characters' } : {}),
            autocomplete: 'off',
            spellcheck: false,
            ...(field.suggestions ? { attributes: { list: `${field.name}-suggestions` } } : {}),
          },
          ...(field.suggestions ? { suggestions: field.suggestions } : {}),
        },
      ];
    case 'lines':
      return [{ macro: 'textarea', params: { ...box, rows: 3 } }];
    case 'long text':
      return [{ macro: 'textarea', params: { ...box, rows: 3 } }];
    case 'pick':
      return [{ macro: 'select', params: { ...box, items: field.options } }];
    case 'choice':
      return [radios(field.name, legend, common, field.options, typed)];
    case 'yes or no':
      return [
        radios(
          field.name,
          legend,
          common,
          [
            { value: 'yes', text: 'Yes' },
            { value: 'no', text: 'No' },
          ],
          typed,
          'govuk-radios--inline govuk-radios--small',
        ),
      ];
    case 'day':
      return [{ macro: 'date', params: { ...common, ...boxesOf(field, DAY_PARTS, typed), fieldset: legend } }];
    case 'moment':
      return [
        { macro: 'date', params: { ...common, ...boxesOf(field, MOMENT_PARTS, typed), fieldset: legend } },
        // Asked only in the one hour of the year that needs it, and once answered kept.
        ...(problem === CAME_TWICE || typed[partName(field.name, 'which')] !== undefined
          ? [radios(partName(field.name, 'which'), WHICH_LEGEND, {}, WHICH, typed)]
          : []),
      ];
  }
}

const boxesOf = ({ name }: Field, parts: readonly string[], typed: Typed) => ({
  id: name,
  items: parts.map((part) => ({
    id: partName(name, part),
    name: partName(name, part),
    label: `${part.charAt(0).toUpperCase()}${part.slice(1)}`,
    value: typed[partName(name, part)],
    classes: part === 'year' ? 'govuk-input--width-4' : 'govuk-input--width-2',
  })),
});

const BOLD = 'govuk-label--s';
const LEGEND = 'govuk-fieldset__legend--s';
const WHICH_LEGEND = { legend: { text: 'Which time', classes: LEGEND } };
const WHICH: readonly Option[] = [
  { value: 'first', text: 'The first, in summer time' },
  { value: 'second', text: 'The second, an hour later, after the clocks went back' },
];

function radios(
  name: string,
  fieldset: object,
  common: object,
  options: readonly Option[],
  typed: Typed,
  classes = 'govuk-radios--small',
): Component {
  const items = options.map(({ value, text, hint }) => ({
    value,
    text,
    ...(hint === undefined ? {} : { hint: { text: hint } }),
  }));
  return { macro: 'radios', params: { ...common, idPrefix: name, name, value: typed[name], fieldset, items, classes } };
}
