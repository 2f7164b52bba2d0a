/** A JSON Schema, draft 2020-12: what OpenAPI 3.1 describes values with. */
export type JsonSchema = Readonly<Record<string, unknown>>;

declare const describes: unique symbol;

/**
 * A schema of the values of a type, no more and no fewer: the phantom function makes it invariant, so that a schema which
 * forgets a `null`, a property or a word of a union does not compile.
 */
export interface SchemaOf<T> extends JsonSchema {
  readonly [describes]?: (value: T) => T;
}

/** A property that may be left out. */
class Optional<T> {
  constructor(readonly schema: SchemaOf<T>) {}
}

/** A schema for each property of an object type. */
export type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Optional<Exclude<T[K], undefined>> : SchemaOf<T[K]>;
};

export const text: SchemaOf<string> = { type: 'string' };
export const uuid: SchemaOf<string> = { type: 'string', format: 'uuid' };
/** The id of a case, empty for what belongs to none: a tool of the lab. */
export const uuidOrEmpty: SchemaOf<string> = {
  type: 'string',
  pattern: '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$',
};
/** ISO 8601 UTC with milliseconds. */
export const moment: SchemaOf<string> = { type: 'string', format: 'date-time' };
export const day: SchemaOf<string> = { type: 'string', format: 'date' };
export const yesOrNo: SchemaOf<boolean> = { type: 'boolean' };
export const anything: SchemaOf<unknown> = {};
export const nothing: SchemaOf<null> = { type: 'null' };

export const integer: SchemaOf<number> = { type: 'integer' };
export const decimal: SchemaOf<number> = { type: 'number' };

export const wholeNumber = (minimum = 0, maximum?: number): SchemaOf<number> => ({
  type: 'integer',
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});

export const among = <const T extends string>(...words: readonly T[]): SchemaOf<T> => ({ type: 'string', enum: words });

export const nullable = <T>(schema: SchemaOf<T>): SchemaOf<T | null> => ({ anyOf: [schema, nothing] });

export const list = <T>(items: SchemaOf<T>): SchemaOf<readonly T[]> => ({ type: 'array', items });

export const byName = <T>(values: SchemaOf<T>): SchemaOf<Readonly<Record<string, T>>> => ({
  type: 'object',
  additionalProperties: values,
});

export const optional = <T>(schema: SchemaOf<T>): Optional<T> => new Optional(schema);

/** `object<ExhibitView>({ ... })`: the type is always named, so that the compiler compares. */
export function object<T>(fields: Fields<T>): SchemaOf<T> {
  const all = Object.entries(fields as Readonly<Record<string, JsonSchema | Optional<unknown>>>);
  return {
    type: 'object',
    properties: Object.fromEntries(
      all.map(([name, field]) => [name, field instanceof Optional ? field.schema : field]),
    ),
    required: all.filter(([, field]) => !(field instanceof Optional)).map(([name]) => name),
  };
}
