import { type Problems } from '#custody';
import { text, wholeNumber, type Asked } from '../asked.js';
import { momentOf, onTheWall, type Moment } from '../rendering/london.js';
import { lowerFirst } from '../rendering/words.js';

export interface Option {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
}

interface Asking {
  /** The command's field; of a part's, dotted: 'offences.0.act'. */
  readonly name: string;
  /** What it is called on the form, such as 'Seal number'. */
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
  /** What stands there to begin with. */
  readonly given?: string;
  /** What is said when it is left empty; 'Enter seal number' unless told. */
  readonly empty?: string;
}

/** A field of a command, as somebody is asked for it. */
export type Field = Asking &
  (
    | {
        readonly is: 'text';
        /** Characters it is wide. */
        readonly width?: 5 | 10 | 20;
        /** Printed in capitals on labels and bags: typed small, it is stored in capitals. */
        readonly capitals?: boolean;
        readonly digits?: boolean;
        readonly suggestions?: readonly string[];
        /** What is typed stands for a whole number, or for a record by its id or the address of its page. */
        readonly as?: 'number' | 'record';
      }
    | { readonly is: 'long text' }
    /** A list, one a line. */
    | { readonly is: 'lines'; readonly as?: 'record' }
    /** A date on the calendar in London. */
    | { readonly is: 'day' }
    /** One of a few, all shown. */
    | { readonly is: 'choice'; readonly options: readonly Option[] }
    /** One of many, from a list. */
    | { readonly is: 'pick'; readonly options: readonly Option[] }
    | { readonly is: 'yes or no' }
    /** A date and a time on the wall in London. */
    | { readonly is: 'moment' }
  );

/** Of a moment's five boxes and the choice in the hour that comes twice. */
export const MOMENT_PARTS = ['day', 'month', 'year', 'hour', 'minute'] as const;
export const DAY_PARTS = ['day', 'month', 'year'] as const;
export const partName = (name: string, part: string): string => `${name}-${part}`;

/** What was typed into the boxes of a form, by their names. */
export type Typed = Readonly<Record<string, string>>;

/** What stands in the boxes of a form that nobody has filled in yet. */
export function blankForm(fields: readonly Field[], now: string): Typed {
  const typed: Record<string, string> = {};
  for (const field of fields) {
    if (field.given !== undefined) typed[field.name] = field.given;
    if (field.is === 'moment') Object.assign(typed, partsOf(field.name, now));
    if (field.is === 'day' && field.given !== undefined) {
      const [year = '', month = '', day = ''] = field.given.split('-');
      Object.entries({ day, month, year }).forEach(([part, value]) => (typed[partName(field.name, part)] = value));
    }
  }
  return typed;
}

function partsOf(name: string, now: string): Typed {
  const wall = onTheWall(now);
  return Object.fromEntries(MOMENT_PARTS.map((part) => [partName(name, part), String(wall[part]).padStart(2, '0')]));
}

export interface Filled {
  readonly typed: Typed;
  /** The command's fields, as its own validation wants them. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What could not even be read; the command's validation finds the rest. */
  readonly problems: Problems;
}

/** Reads what was typed into a form's fields; boxes that the form does not have are ignored. */
export function readForm(fields: readonly Field[], asked: Asked): Filled {
  const typed: Record<string, string> = {};
  let facts: Readonly<Record<string, unknown>> = {};
  const problems: Record<string, readonly string[]> = {};
  const take = (name: string): string | undefined => {
    const value = text(asked[name]);
    if (value !== undefined) typed[name] = value;
    return value;
  };

  for (const field of fields) {
    if (field.is === 'moment') {
      const parts = MOMENT_PARTS.map((part) => wholeNumber(take(partName(field.name, part))));
      const moment = momentTyped(parts, take(partName(field.name, 'which')));
      if (moment.is === 'a moment') facts = withFact(facts, field.name, moment.utc);
      else problems[field.name] = [SAID_OF_MOMENT[moment.is === 'never' ? moment.why : moment.is]];
      continue;
    }
    if (field.is === 'day') {
      const [day, month, year] = DAY_PARTS.map((part) => take(partName(field.name, part))?.padStart(2, '0'));
      if (day !== undefined || month !== undefined || year !== undefined)
        facts = withFact(facts, field.name, `${year?.padStart(4, '0')}-${month}-${day}`);
      continue;
    }
    const value = take(field.name);
    if (value !== undefined) facts = withFact(facts, field.name, factOf(field, value));
    // A list that may be empty is one that nobody wrote anything in.
    else if (field.is === 'lines') facts = withFact(facts, field.name, []);
  }
  return { typed, facts, problems };
}

/** The facts and one more, at its dotted path; undefined is no fact. */
export function withFact(
  facts: Readonly<Record<string, unknown>>,
  path: string,
  fact: unknown,
): Readonly<Record<string, unknown>> {
  if (fact === undefined) return facts;
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...facts, [name]: fact };
  const within = facts[name];
  const [index = '', ...inPart] = rest;
  if (!/^\d+$/.test(index))
    return { ...facts, [name]: withFact((within ?? {}) as Record<string, unknown>, rest.join('.'), fact) };
  const list = [...((within ?? []) as Record<string, unknown>[])];
  // What was left out before it is there with nothing in it, so that what is wrong is said of the right boxes.
  while (list.length <= Number(index)) list.push({});
  list[Number(index)] = withFact(list[Number(index)] ?? {}, inPart.join('.'), fact);
  return { ...facts, [name]: list };
}

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

function factOf(field: Field, value: string): unknown {
  if (field.is === 'yes or no') return value === 'yes';
  if (field.is === 'lines') {
    const lines = value.split('\n').flatMap((line) => line.trim() || []);
    return field.as === 'record' ? lines.map(recordIn) : lines;
  }
  if (field.is !== 'text') return value;
  if (field.as === 'number') return wholeNumber(value) ?? value;
  if (field.as === 'record') return recordIn(value);
  return field.capitals ? value.toUpperCase() : value;
}

const recordIn = (typed: string): string => ID.exec(typed)?.[0].toLowerCase() ?? typed;

const SAID_OF_MOMENT = {
  'not filled in': 'Enter the date and the time',
  'no such date': 'Enter a date and a time that exist',
  'clocks went forward': 'That time did not exist: the clocks went forward from 1:00am to 2:00am',
  twice: 'That time came twice: the clocks went back from 2:00am to 1:00am. Say which it was',
} as const;

export const CAME_TWICE: string = SAID_OF_MOMENT.twice;

function momentTyped(
  parts: readonly (number | undefined)[],
  which: string | undefined,
): Moment | { readonly is: 'not filled in' } {
  const [day, month, year, hour, minute] = parts;
  if (day === undefined || month === undefined || year === undefined || hour === undefined || minute === undefined)
    return { is: 'not filled in' };
  return momentOf({ day, month, year, hour, minute }, which === 'first' || which === 'second' ? which : undefined);
}

/**
 * The sentence beside a field: the command's own, with the field called as on the form; of a field left empty, that it is
 * wanted.
 */
export function problemOf(field: Field, problems: Problems, typed: Typed): string | undefined {
  const [first] = problems[field.name] ?? [];
  if (first === undefined) return undefined;
  if (!isTypedIn(field, typed) && field.optional !== true)
    return field.empty ?? `${WRITTEN.includes(field.is) ? 'Enter' : 'Select'} ${lowerFirst(field.label)}`;
  const called = [field.name, field.name.split('.').at(-1) ?? ''].find((name) => first.startsWith(name)) ?? '';
  const said = first.slice(called.length).trim();
  return /^[a-z]/.test(said) ? `${field.label} ${said}` : said;
}

const WRITTEN: readonly Field['is'][] = ['text', 'long text', 'lines', 'day'];

function isTypedIn({ is, name }: Field, typed: Typed): boolean {
  if (is === 'moment') return true;
  return is === 'day' ? DAY_PARTS.some((part) => partName(name, part) in typed) : typed[name] !== undefined;
}
