import { londonDate, londonDateTime } from '../rendering/london.js';
import { firstBox } from './components.js';
import { type Field, type Typed } from './fields.js';

export interface GivenAnswer {
  readonly label: string;
  readonly text: string;
  /** Id of the box to change it in. */
  readonly box: string;
}

/** What was answered, in words, to be checked once more; what was left empty is not shown. */
export const answersOf = (
  fields: readonly Field[],
  typed: Typed,
  facts: Readonly<Record<string, unknown>>,
): readonly GivenAnswer[] =>
  fields.flatMap((field) => {
    const text = answerOf(field, typed, facts);
    return text === undefined ? [] : [{ label: field.label, text, box: firstBox(field) }];
  });

function answerOf(field: Field, typed: Typed, facts: Readonly<Record<string, unknown>>): string | undefined {
  const fact = facts[field.name];
  if (field.is === 'moment') return typeof fact === 'string' ? londonDateTime(fact) : undefined;
  if (field.is === 'day') return typeof fact === 'string' ? londonDate(fact) : undefined;
  const value = typed[field.name];
  if (value === undefined) return undefined;
  if (field.is === 'yes or no') return value === 'yes' ? 'Yes' : 'No';
  if (field.is === 'pick' || field.is === 'choice')
    return field.options.find((option) => option.value === value)?.text ?? value;
  return field.is === 'text' && field.capitals ? value.toUpperCase() : value;
}
