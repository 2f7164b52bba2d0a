import { parseCommand, rules } from '#custody';
import { faultsOfBody } from '../../../../../test/support/openapi.js';
import { commandSchema } from './command-schemas.js';
import { exampleOf } from './example.js';

/** Every kind of value that a field may be given; each field of each command is tried with all of them. */
const TEXTS = [
  'AB/1',
  'AB/1/1',
  'ab/1',
  'S100200',
  'S1',
  '0b7a2a0e-6c1f-4f5e-9d3c-8f2b1a4e5d6c',
  '0B7A2A0E-6C1F-4F5E-9D3C-8F2B1A4E5D6C',
  'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  '490154203237518',
  '2026-01-14T05:40:00Z',
  '2026-01-14T05:40+01:00',
  '2026-01-14T05:40:00.1234Z',
  '2026-01-14',
  '2026-02-30',
  'two words',
  '',
  '   ',
  'x'.repeat(100_000),
];
const NUMBERS = [0, 1, 4, 5, -1, 1.5, 2 ** 53];
const LISTS = [[], [[]], [{}], [null], [''], ['two words'], ['x'.repeat(100_000)], Array(51).fill('x')];
const VALUES = [...TEXTS, ...NUMBERS, ...LISTS, true, null, {}];

/** The body with each field in turn missing, and in turn each of the values; parts and items of lists too. */
function* variants(body: unknown): Generator<unknown> {
  if (Array.isArray(body)) {
    for (const variant of variants(body[0])) yield [variant];
    return;
  }
  if (typeof body !== 'object' || body === null) return;
  for (const [field, value] of Object.entries(body)) {
    const { [field]: _, ...others } = body as Record<string, unknown>;
    yield others;
    for (const other of VALUES) yield { ...others, [field]: other };
    for (const variant of variants(value)) yield { ...others, [field]: variant };
  }
  yield { ...body, misspelt: 'two words' };
}

describe.each(rules)('the schema of $name', (rule) => {
  const example = exampleOf(commandSchema(rule));
  const accepted = (body: unknown) => 'command' in parseCommand(rule.command, body);
  const promised = (body: unknown) => faultsOfBody(rule.name, body).length === 0;

  it('has an example that the command is read from', () => {
    expect(faultsOfBody(rule.name, example)).toEqual([]);
    expect(parseCommand(rule.command, example)).toHaveProperty('command');
  });

  it('promises what the command accepts, and nothing else', () => {
    const bodies = [...variants(example), ...VALUES];
    expect(bodies.filter((body) => accepted(body) !== promised(body))).toEqual([]);
    expect(bodies.filter(accepted).length).toBeLessThan(bodies.length);
  });
});
