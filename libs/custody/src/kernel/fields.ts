import {
  ArrayMaxSize,
  ArrayMinSize,
  getMetadataStorage,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/** Field decorators in the field's words, each a composition of class-validator's own. */
type FieldDecorator = PropertyDecorator;

const all =
  (...decorators: PropertyDecorator[]): FieldDecorator =>
  (target, name) =>
    decorators.forEach((decorate) => decorate(target, name));

/** A UUID in lower case: streams are named by ids, and two spellings of one id must not be two exhibits. */
export const IsId = (): FieldDecorator =>
  all(
    IsUUID(undefined, { message: '$property must be a UUID' }),
    Matches(/^[^A-Z]*$/, { message: '$property must be a UUID in lower case' }),
  );

/** Free text, not blank. */
export const IsText = (maxLength = 200): FieldDecorator =>
  all(
    IsString({ message: '$property must be text' }),
    Matches(/\S/, { message: '$property must not be empty' }),
    MaxLength(maxLength, { message: `$property must be at most ${maxLength} characters` }),
  );

/** One of a closed list of words. */
export const IsOneOf = (words: readonly string[]): FieldDecorator =>
  IsIn(words, { message: `$property must be one of: ${words.join(', ')}` });

/** A moment with its offset from UTC, to the millisecond at most: 2026-01-14T05:40:00Z or 2026-07-14T06:40:00+01:00. */
export const IsMoment = (): FieldDecorator =>
  all(
    Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/, {
      message: '$property must be a date and time with its offset, such as 2026-01-14T05:40:00Z',
    }),
    IsISO8601({ strict: true, strictSeparator: true }, { message: '$property must be a date and time that exist' }),
  );

/** A calendar date, Europe/London: 2026-04-14. */
export const IsDay = (): FieldDecorator =>
  all(
    Matches(/^\d{4}-\d\d-\d\d$/, { message: '$property must be a date such as 2026-04-14' }),
    IsISO8601({ strict: true }, { message: '$property must be a date that exists' }),
  );

export const EXHIBIT_REFERENCE = /^[A-Z]{2,4}\/[1-9][0-9]{0,5}(\/[1-9][0-9]{0,3})*$/;
/** The finder's initials and a number (AB/1); a part taken out of it adds its own number (AB/1/1). */
export const IsExhibitReference = (): FieldDecorator =>
  Matches(EXHIBIT_REFERENCE, { message: '$property must be initials and a number, such as AB/1' });

export const SEAL_NUMBER = /^[A-Z0-9-]{4,20}$/;
export const IsSealNumber = (): FieldDecorator =>
  Matches(SEAL_NUMBER, {
    message: '$property must be 4 to 20 capital letters, digits and hyphens, as printed on the bag',
  });

export const IsSha256 = (): FieldDecorator =>
  Matches(/^[0-9a-f]{64}$/, { message: '$property must be a SHA-256 in 64 lower-case hexadecimal digits' });

export const IsWholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER): FieldDecorator =>
  all(
    IsInt({ message: '$property must be a whole number' }),
    Min(min, { message: `$property must be at least ${min}` }),
    Max(max, { message: `$property must be at most ${max}` }),
  );

/** No list of a command is longer. */
export const LONGEST_LIST = 50;

/** A list of texts, one of them at least unless told. */
export const IsTextList = ({ min = 1, maxLength = 200 } = {}): FieldDecorator =>
  all(
    ...listOf(min),
    IsString({ each: true, message: 'each of $property must be text' }),
    Matches(/\S/, { each: true, message: 'each of $property must not be empty' }),
    MaxLength(maxLength, { each: true, message: `each of $property must be at most ${maxLength} characters` }),
  );

const listOf = (min: number): PropertyDecorator[] => [
  IsArray({ message: '$property must be a list' }),
  ArrayMinSize(min, { message: `$property must have at least ${min}` }),
  ArrayMaxSize(LONGEST_LIST, { message: `$property must have at most ${LONGEST_LIST}` }),
];

export type Shape<T extends object = object> = new () => T;
/** By the prototype that declares the field. */
const parts = new Map<object, Map<string, Shape>>();
const persons = new Map<object, Map<string, true>>();

/** The id of somebody who must be known: whoever takes the command looks them up, because no rule here can. */
export const IsPersonId = (): FieldDecorator => all(IsText(100), remember(persons, true));

/** A field that is an object of its own, with fields as `shape` has them. */
export const IsPart = (shape: Shape): FieldDecorator =>
  all(
    // ValidateNested alone would pass a field that is missing, or a list.
    IsObject({ message: '$property must be an object' }),
    ValidateNested({ message: '$property must be an object' }),
    remember(parts, shape),
  );

/** A list of objects, one at least unless told, each with fields as `shape` has them. */
export const IsPartList = (shape: Shape, { min = 1 } = {}): FieldDecorator =>
  all(
    ...listOf(min),
    IsObject({ each: true, message: 'each of $property must be an object' }),
    ValidateNested({ each: true, message: 'each of $property must be an object' }),
    remember(parts, shape),
  );

function remember<T>(declared: Map<object, Map<string, T>>, value: T): FieldDecorator {
  return (target, name) => {
    const known = declared.get(target) ?? new Map<string, T>();
    declared.set(target, known.set(String(name), value));
  };
}

/** A field of a shape; `part` is the shape of its value, or of each in its list, when that is an object. */
export interface Field {
  readonly part: Shape | undefined;
  readonly isPerson: boolean;
}

const fields = new Map<Shape, ReadonlyMap<string, Field>>();

/** The fields that a shape declares, by name: all that have a constraint. */
export function fieldsOf(shape: Shape): ReadonlyMap<string, Field> {
  const known = fields.get(shape);
  if (known) return known;
  const constraints = getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false);
  const found = new Map(
    constraints.map(({ propertyName: name }) => [
      name,
      { part: remembered(parts, shape, name), isPerson: remembered(persons, shape, name) ?? false },
    ]),
  );
  fields.set(shape, found);
  return found;
}

function remembered<T>(
  declared: ReadonlyMap<object, ReadonlyMap<string, T>>,
  shape: Shape,
  name: string,
): T | undefined {
  for (
    let target: object | null = shape.prototype as object;
    target !== null;
    target = Object.getPrototypeOf(target) as object | null
  ) {
    const value = declared.get(target)?.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}
