import { fieldsOf, rules, type Rule } from '#custody';
import { commandSchema } from '../../api/openapi/command-schemas.js';
import { exampleOf } from '../../api/openapi/example.js';
import { type JsonSchema } from '../../api/openapi/schema.js';
import { lowerFirst } from '../rendering/words.js';
import { type Asks, type Form, type Setting, type Wording } from './entry-form.js';
import { withFact, type Field, type Option } from './fields.js';

interface Schema extends JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly [Schema, ...Schema[]];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** What the address of a form says, or what is asked for every command alike. */
const ROUTING: ReadonlySet<string> = new Set(['caseId', 'occurredAt', 'lateReason']);
/** How many of a list of parts are asked for, since without scripts no box can be added. */
const PARTS_ASKED = 3;
const SHORT_LIST = 7;
const SHORT_TEXT = 200;

/**
 * Describes a command as a form, from the definition of its fields and what `wording` adds.
 *
 * @param address the fields that the address says, such as 'exhibitId'.
 * @throws Error when there is no such command: a form of nothing is a mistake of ours.
 */
export function formOf<A>(command: string, wording: Wording<A>, address: readonly string[] = []): Form<A> {
  const rule = rules.find(({ name }) => name === command);
  if (!rule) throw new Error(`There is no command ${command} to make a form of`);
  const schema = commandSchema(rule) as Schema;
  const title = wording.title ?? inWords(command);
  const { makes, check, final, intro, apart } = wording;
  const said = new Set([...ROUTING, ...address, ...(makes === undefined ? [] : [makes])]);
  return {
    command,
    title,
    path: wording.path ?? command.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase(),
    button: wording.button ?? 'Record it',
    done: wording.done ?? `Recorded: ${title.toLowerCase()}`,
    blames: wording.blames ?? {},
    ...(intro === undefined ? {} : { intro }),
    ...(check === undefined ? {} : { check }),
    ...(final === undefined ? {} : { final }),
    ...(makes === undefined ? {} : { makes }),
    ...(apart === undefined ? {} : { apart }),
    fields: (about, setting) => {
      const asked = (name: string): Asks => {
        const ask = wording.asks?.[name] ?? {};
        return typeof ask === 'function' ? ask(about, setting) : ask;
      };
      // In the order of the wording, as the form is filled in at the bench; what it does not name comes last.
      const order = Object.keys(wording.asks ?? {}).map(firstOf);
      const place = ({ name }: Field) => (order.includes(firstOf(name)) ? order.indexOf(firstOf(name)) : order.length);
      return [...fieldsIn(schema, rule, asked, setting, said)].sort((a, b) => place(a) - place(b));
    },
    example: (fields) => fields.reduce((body, field) => withFact(body, field.name, exampleFor(field, schema)), {}),
    unless: (about) => wording.unless?.(about),
  };
}

const inWords = (command: string): string => {
  const words = command.replace(/(?<!^)[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

function fieldsIn(
  { properties = {}, required = [] }: Schema,
  rule: Rule,
  asked: (name: string) => Asks,
  setting: Setting,
  said: ReadonlySet<string>,
): readonly Field[] {
  return Object.entries(properties)
    .filter(([name]) => !said.has(name))
    .flatMap(([name, schema]) => {
      const asks = asked(name);
      if (asks.leftOut) return [];
      const optional = !required.includes(name) && asks.wanted !== true;
      const isPerson = fieldsOf(rule.command).get(name)?.isPerson === true;
      const options = asks.options ?? (isPerson ? setting.people.map(named) : undefined);
      return fieldsFor(name, schema, { ...asks, ...(options ? { options } : {}) }, optional, asked);
    });
}

const named = ({ id, name, role, unit }: Setting['actor']): Option => ({
  value: id,
  text: `${name}, ${role}, ${unit}`,
});

function fieldsFor(
  name: string,
  nullable: Schema,
  asks: Asks,
  optional: boolean,
  asked: (name: string) => Asks,
): readonly Field[] {
  const schema = nullable.anyOf?.[0] ?? nullable;
  const { label = inWords(lastOf(name)), hint, empty, given, options } = asks;
  const asking = {
    name,
    label,
    ...(hint === undefined ? {} : { hint }),
    ...(empty === undefined ? {} : { empty }),
    ...(given === undefined ? {} : { given }),
    ...(optional ? { optional } : {}),
  };
  if (schema.properties) return partFields(name, '', schema, optional, asked);
  if (schema.items?.properties) {
    const part = schema.items;
    return Array.from({ length: PARTS_ASKED }, (_, n) =>
      partFields(`${name}.${n}`, `${label} ${n + 1}: `, part, optional || !schema.minItems || n > 0, asked, name),
    ).flat();
  }
  if (schema.items)
    return [
      {
        ...{ ...asking, is: 'lines' },
        ...(asks.records ? { as: 'record' } : {}),
        ...(schema.minItems ? {} : { optional: true }),
      },
    ];
  if (options) {
    const few = options.length > 0 && options.length < SHORT_LIST;
    if (few && !optional) return [{ ...asking, is: 'choice', options }];
    return [{ ...asking, is: 'pick', options: [{ value: '', text: optional ? 'None' : 'Choose one' }, ...options] }];
  }
  if (schema.enum) {
    const words = schema.enum.map((value) => ({ value, text: inWords(value.replaceAll('-', ' ')) }));
    if (words.length < SHORT_LIST) return [{ ...asking, is: 'choice', options: words }];
    return [{ ...asking, is: 'pick', options: [{ value: '', text: 'Choose one' }, ...words] }];
  }
  if (schema.type === 'boolean') return [{ ...asking, is: 'yes or no' }];
  if (schema.type === 'integer') return [{ ...asking, is: 'text', as: 'number', digits: true, width: asks.width ?? 5 }];
  if (schema.format === 'date') return [{ ...asking, is: 'day' }];
  if (schema.format === 'uuid') return [{ ...asking, is: 'text', as: 'record' }];
  if ((schema.maxLength ?? 0) > SHORT_TEXT) return [{ ...asking, is: 'long text' }];
  const { pattern = '' } = schema;
  return [
    {
      ...asking,
      is: 'text',
      ...(pattern.includes('A-Z') ? { capitals: true, width: 10 } : {}),
      ...(asks.width ? { width: asks.width } : {}),
      ...(pattern === '^[0-9]{15}$' ? { digits: true } : {}),
      ...(asks.suggestions ? { suggestions: asks.suggestions } : {}),
    },
  ];
}

/** The fields of a part; of one that may be left out, each may be. */
function partFields(
  path: string,
  prefix: string,
  { properties = {}, required = [] }: Schema,
  optional: boolean,
  asked: (name: string) => Asks,
  wordedAs = path,
): readonly Field[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const { label = inWords(name), ...asks } = asked(`${wordedAs}.${name}`);
    const text = prefix === '' ? label : `${prefix}${lowerFirst(label)}`;
    return fieldsFor(`${path}.${name}`, schema, { ...asks, label: text }, optional || !required.includes(name), asked);
  });
}

const firstOf = (name: string): string => name.split('.', 1).join('');
const lastOf = (name: string): string => name.split('.').at(-1) ?? name;

function exampleFor(field: Field, schema: Schema): unknown {
  if (field.is === 'choice' || field.is === 'pick') {
    const [first] = field.options.filter(({ value }) => value !== '');
    const picked = field.given ?? first?.value;
    if (picked !== undefined) return picked;
    if (field.optional) return undefined;
  }
  if (field.given !== undefined && field.is !== 'yes or no') return field.is === 'lines' ? [field.given] : field.given;
  const found = field.name.split('.').reduce((at: Schema, name) => {
    const within = at.anyOf?.[0] ?? at;
    return (/^\d+$/.test(name) ? within.items : within.properties?.[name]) ?? within;
  }, schema);
  return exampleOf(found, field.name);
}
