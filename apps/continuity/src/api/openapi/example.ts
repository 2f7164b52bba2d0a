import { type JsonSchema } from './schema.js';

/** A text for each form that a command's field can have; the first that fits is taken. */
const TEXTS = [
  'text',
  'AB/1',
  'S100200',
  '2026-01-14T05:40:00Z',
  '2026-01-14',
  '490154203237518',
  'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
];

/**
 * A body that a command's schema allows, with every field that it may have.
 *
 * @throws Error when a field has a form of which there is no text here yet.
 */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  const { type, properties, items, anyOf, enum: words, minimum } = schema as Schema;
  if (anyOf) return exampleOf(anyOf[0], name);
  if (words) return words[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([field, part]) => [field, exampleOf(part, field)]),
      );
    case 'array':
      return [exampleOf(items ?? {}, name)];
    case 'integer':
      return minimum ?? 0;
    case 'boolean':
      return true;
    default:
      return exampleText(schema, name);
  }
}

interface Schema extends JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly [JsonSchema, ...JsonSchema[]];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

function exampleText({ pattern = '', format }: Schema, name: string): string {
  if (format === 'uuid')
    return `0b7a2a0e-6c1f-4f5e-9d3c-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(0, 12)}`;
  const fits = new RegExp(pattern, 'u');
  const found = TEXTS.find((text) => fits.test(text));
  if (found === undefined) throw new Error(`${name}: there is no example with the pattern ${pattern}`);
  return found;
}
