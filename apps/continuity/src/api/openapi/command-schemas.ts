import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { fieldsOf, type Rule, type Shape } from '#custody';
import { nullable, type JsonSchema } from './schema.js';

type Constraint = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** What each constraint that a command's field can have says in JSON Schema; undefined is said elsewhere. */
const KEYWORDS: Readonly<Record<string, (...constraints: never[]) => JsonSchema | undefined>> = {
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  maxLength: (maxLength: number) => ({ maxLength }),
  matches: (pattern: RegExp) => ({ type: 'string', pattern: patternOf(pattern) }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  // A moment has no format: `date-time` allows more digits of a second than the ledger keeps. Its pattern says all.
  isIso8601: ({ strictSeparator }: { strictSeparator?: boolean }) => (strictSeparator ? undefined : { format: 'date' }),
  isIn: (words: readonly string[]) => ({ type: 'string', enum: words }),
  isArray: () => ({ type: 'array' }),
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
  isObject: () => undefined,
  isDefined: () => ({ not: { type: 'null' } }),
  [ValidationTypes.NESTED_VALIDATION]: () => undefined,
  [ValidationTypes.CONDITIONAL_VALIDATION]: () => undefined,
};

/**
 * The bodies that a rule's command is read from, as JSON Schema: made from the command's own constraints, so that it cannot
 * say anything else than they do.
 *
 * @throws Error for a constraint that has no line here; a schema without it would promise what is refused.
 */
export const commandSchema = ({ command }: Pick<Rule, 'command'>): JsonSchema => shapeSchema(command);

function shapeSchema(shape: Shape): JsonSchema {
  const constraints = getMetadataStorage()
    .getTargetValidationMetadatas(shape, '', false, false)
    .sort((a, b) => ancestors(a.target) - ancestors(b.target));
  const fields = [...new Set(constraints.map(({ propertyName }) => propertyName))].map((name) => {
    const own = constraints.filter(({ propertyName }) => propertyName === name);
    const required = !own.some(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
    const schema = fieldSchema(own, fieldsOf(shape).get(name)?.part, `${shape.name}.${name}`);
    return { name, required, schema: required ? schema : nullable(schema) };
  });
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** Inherited fields come first: the ids and the times, then what the command is about. */
const ancestors = (target: unknown): number => (target === null ? 0 : 1 + ancestors(Object.getPrototypeOf(target)));

function fieldSchema(constraints: readonly Constraint[], part: Shape | undefined, field: string): JsonSchema {
  const ofEach = constraints.filter(({ each }) => each);
  const ofItself = merged(
    constraints.filter(({ each }) => !each),
    field,
  );
  const ofPart = part ? shapeSchema(part) : {};
  return ofEach.length > 0
    ? { ...ofItself, items: { ...merged(ofEach, field), ...ofPart } }
    : { ...ofItself, ...ofPart };
}

function merged(constraints: readonly Constraint[], field: string): JsonSchema {
  const keywords = constraints.flatMap(({ name, type, constraints: args }) => {
    const keyword = KEYWORDS[type] ?? KEYWORDS[name ?? ''];
    if (!keyword) throw new Error(`${field}: the constraint ${name ?? type} has no JSON Schema yet`);
    return Object.entries(keyword(...((args ?? []) as never[])) ?? {});
  });
  const schema: Record<string, unknown> = {};
  for (const [keyword, value] of keywords) {
    if (keyword in schema && schema[keyword] !== value) throw new Error(`${field}: two constraints say ${keyword}`);
    schema[keyword] = value;
  }
  return schema;
}

function patternOf({ source, flags }: RegExp): string {
  if (flags !== '') throw new Error(`/${source}/${flags}: JSON Schema's patterns have no flags`);
  return source;
}
