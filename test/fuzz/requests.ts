import fc from 'fast-check';
import { openApiDocument, type Operation } from '../../apps/continuity/src/api/openapi/document.js';
import { exampleOf } from '../../apps/continuity/src/api/openapi/example.js';
import { type JsonSchema } from '../../apps/continuity/src/api/openapi/schema.js';

/** One request to the API: nearly right, or nothing like it. */
export interface Fuzzed {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: JsonSchema;
}

type Arbitrary<T> = fc.Arbitrary<T>;

const document = openApiDocument();
const JSON_TYPE = 'application/json';

/** Unpaired surrogates cannot be sent in an address; in a body they can, escaped. */
const junk = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    'null',
    '[]',
    "' OR 1=1 --",
    '%00',
    '../../etc/passwd',
    '<script>',
    '{{7*7}}',
    '\u202e',
  ),
);
const junkJson = fc.oneof(fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), junk);

/** @param known ids that exist */
export function fuzzedRequests(known: readonly string[], tokens: readonly string[]): Arbitrary<Fuzzed> {
  const id = fc.oneof(fc.constantFrom(...known), fc.uuid());
  const operations = Object.entries(document.paths).flatMap(([path, { get, post }]) => [
    ...(get ? [{ method: 'GET' as const, path, operation: get }] : []),
    ...(post ? [{ method: 'POST' as const, path, operation: post }] : []),
  ]);
  return fc.constantFrom(...operations).chain(({ method, path, operation }) => {
    const { parameters, bodySchema } = partsOf(operation);
    const of = (place: Parameter['in']) => parameters.filter((parameter) => parameter.in === place);
    const filled = fc
      .record(Object.fromEntries(of('path').map(({ name }) => [name, mostly(id, segment)])))
      .map((values) => path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '')));
    const query = fc
      .record(
        Object.fromEntries(of('query').map(({ name, schema }) => [name, mostly(valueOf(schema, id), notANumber)])),
        { requiredKeys: [] },
      )
      .map((values) => new URLSearchParams(values as Record<string, string>).toString());
    const headers = fc.record(
      {
        'idempotency-key': mostly(fc.uuid(), headerJunk),
        authorization: mostly(fc.constantFrom(...tokens), headerJunk),
        'content-type': mostly(
          fc.constant(JSON_TYPE),
          fc.constantFrom('text/plain', 'application/x-www-form-urlencoded'),
        ),
      },
      { requiredKeys: bodySchema ? ['content-type'] : [] },
    );
    const body = bodySchema ? bodyOf(bodySchema, id) : fc.constant(undefined);
    return fc
      .record({ filled, query, headers, body })
      .map(({ filled: at, query: asked, headers: told, body: sent }) => ({
        method,
        path: asked === '' ? at : `${at}?${asked}`,
        headers: told,
        ...(sent === undefined ? {} : { body: sent }),
      }));
  });
}

const mostly = <T>(right: Arbitrary<T>, wrong: Arbitrary<T>): Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong });

/** A position that has not been reached is waited for: a promised 503, and no fault. */
const notANumber = junk.filter((text) => !/^\d+$/.test(text));
/** Nothing, or one of dots, would be another address. */
const segment = junk.filter((text) => !/^\.{0,2}$|\.\./.test(text));
const headerJunk = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_ ~!'), maxLength: 40 });

function partsOf(operation: Operation): { parameters: readonly Parameter[]; bodySchema: JsonSchema | undefined } {
  const shared = document.components.parameters as Readonly<Record<string, unknown>>;
  const parameters = operation.parameters.map((parameter) =>
    '$ref' in parameter ? shared[String(parameter.$ref).split('/').at(-1) ?? ''] : parameter,
  ) as readonly Parameter[];
  return { parameters, bodySchema: operation.requestBody?.content[JSON_TYPE]?.schema };
}

function valueOf(
  { type, format, enum: words, minimum, maximum }: JsonSchema,
  id: Arbitrary<string>,
): Arbitrary<string> {
  if (Array.isArray(words)) return fc.constantFrom(...(words as string[]));
  if (format === 'uuid') return id;
  if (format === 'date') return fc.constantFrom('2026-01-14', '2024-02-29', '2026-13-01');
  if (format === 'date-time') return fc.constantFrom('2026-01-14T05:40:00.000Z', '2026-01-14T05:40:00+01:00');
  if (type === 'integer') {
    const min = Number(minimum ?? 0);
    return fc.integer({ min, max: Number(maximum ?? min + 3) }).map(String);
  }
  if (type === 'boolean') return fc.constantFrom('true', 'false');
  return junk;
}

/** The example, with ids that exist, and then spoilt in a place; or anything. */
function bodyOf(schema: JsonSchema, id: Arbitrary<string>): Arbitrary<string> {
  const example = exampleOf(schema) as Readonly<Record<string, unknown>>;
  const names = Object.keys(example);
  const withIds = fc
    .record(Object.fromEntries(names.filter((name) => /Id$/.test(name)).map((name) => [name, id])))
    .map((ids) => ({ ...example, ...ids }));
  const spoilt = fc
    .record({ right: withIds, name: fc.oneof(fc.constantFrom(...names), junk), value: junkJson })
    .map(({ right, name, value }) => ({ ...right, [name]: value }));
  const lacking = fc
    .record({ right: withIds, name: fc.constantFrom(...names) })
    .map(({ right, name }) => Object.fromEntries(Object.entries(right).filter(([each]) => each !== name)));
  return fc.oneof(
    { weight: 4, arbitrary: withIds.map((body) => JSON.stringify(body)) },
    { weight: 4, arbitrary: spoilt.map((body) => JSON.stringify(body)) },
    { weight: 2, arbitrary: lacking.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: junkJson.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: junk },
  );
}
