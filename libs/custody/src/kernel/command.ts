import { IsOptional, validateSync, type ValidationError } from 'class-validator';
import { fieldsOf, IsId, IsMoment, IsText, LONGEST_LIST, type Shape } from './fields.js';
import { isPlainlyValid } from './quick-check.js';

/** What every command says: when it happened and, when it is told late, why. */
export abstract class Command {
  /** Empty for what belongs to no case: a tool of the lab. */
  caseId = '';
  @IsMoment() occurredAt!: string;
  @IsOptional() @IsText(2000) lateReason?: string;
}

export abstract class CaseCommand extends Command {
  @IsId() override caseId!: string;
}

export abstract class ExhibitCommand extends CaseCommand {
  @IsId() exhibitId!: string;
}

export abstract class SuspectCommand extends CaseCommand {
  @IsId() suspectId!: string;
}

type Routing = keyof Command | 'exhibitId' | 'suspectId';

/** The fields of a command that become the facts of its event: all but its ids and times. */
export type Facts<C> = Omit<C, Routing>;

export function factsOf<C extends Command>(command: C): Facts<C> {
  const { caseId: _c, occurredAt: _o, lateReason: _l, ...facts } = command;
  delete (facts as { exhibitId?: string }).exhibitId;
  delete (facts as { suspectId?: string }).suspectId;
  return facts as unknown as Facts<C>;
}

/** What is wrong with a body, by field (dotted for a field of a part): { sealNumber: ['must be ...'] }. */
export type Problems = Readonly<Record<string, readonly string[]>>;

export type Parsed<C> = { readonly command: C } | { readonly problems: Problems };

/**
 * Reads a command from a parsed JSON body. Unknown fields are problems, because a misspelt one must not vanish; `null` is
 * the same as a field that is not there. Names the first thing that is wrong with each field.
 */
export function parseCommand<C extends Command>(shape: new () => C, body: unknown): Parsed<C> {
  if (!isObject(body)) return { problems: { body: ['must be a JSON object'] } };
  const problems: [string, readonly string[]][] = [];
  const command = instance(shape, body, '', problems);
  if (problems.length === 0 && isPlainlyValid(shape, command)) return { command };
  const errors = validateSync(command, { stopAtFirstError: true, validationError: { target: false, value: false } });
  if (errors.length === 0 && problems.length === 0) return { command };
  return { problems: Object.fromEntries([...problems, ...problemsOf(errors, '')]) };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An instance with the body's known fields; the others are reported. class-validator's own whitelist is not used: it takes
 * `constructor` and `__proto__` for known, and looks an object's rules up by its `constructor`, which a body could replace.
 */
function instance<T extends object>(
  shape: Shape<T>,
  body: object,
  path: string,
  problems: [string, readonly string[]][],
): T {
  const fields = fieldsOf(shape);
  const made = new shape();
  for (const [name, value] of Object.entries(body) as [string, unknown][]) {
    const field = fields.get(name);
    if (!field) problems.push([`${path}${name}`, [`${name} is not a field of this command`]]);
    else if (value !== null)
      (made as Record<string, unknown>)[name] = filled(field.part, value, `${path}${name}`, problems);
  }
  return made;
}

function filled(
  part: Shape | undefined,
  value: unknown,
  path: string,
  problems: [string, readonly string[]][],
): unknown {
  if (Array.isArray(value)) {
    // One more than any list may have is enough for its own limit to refuse it, and keeps a hostile body cheap.
    return value.slice(0, LONGEST_LIST + 1).map((item: unknown, i) => filled(part, item, `${path}.${i}`, problems));
  }
  return part && isObject(value) ? instance(part, value, `${path}.`, problems) : value;
}

function* problemsOf(errors: readonly ValidationError[], prefix: string): Generator<[string, readonly string[]]> {
  for (const { property, constraints, children } of errors) {
    const path = `${prefix}${property}`;
    if (constraints) yield [path, [...new Set(Object.values(constraints))]];
    if (children) yield* problemsOf(children, `${path}.`);
  }
}
