import { IsDefined, IsOptional } from 'class-validator';
import { type CaseFile } from '../case/case-file.js';
import { event, type AnyEventDefinition, type Claim, type EventDefinition, type Ids } from './catalogue.js';
import { CaseCommand, parseCommand, type Command } from './command.js';
import { refuse, type Entry, type Outcome, type Person, type Setting } from './decision.js';
import { fieldsOf, IsId, IsText, type Shape } from './fields.js';
import { FUTURE_TOLERANCE_MS } from './times.js';
import { fieldInWords, listed } from './words.js';

/** An entry says something wrong. What was recorded stays as it is; what it should say stands beside it from now on. */
export class CorrectEntry extends CaseCommand {
  /** The stream that has the entry: an exhibit's, a suspect's or the case's own. */
  @IsOptional() @IsId() exhibitId?: string;
  @IsOptional() @IsId() suspectId?: string;
  @IsId() correctsEventId!: string;
  /** A field of the entry, or `occurredAt`. */
  @IsText(60) field!: string;
  /** What the entry says now, as far as the one who corrects it knows: refused when it says something else. */
  @IsOptional() was?: unknown;
  @IsDefined({ message: '$property must be given' }) now!: unknown;
  @IsText(2000) reason!: string;
}

export interface Correction {
  readonly correctsEventId: string;
  readonly entryType: string;
  readonly field: string;
  readonly was?: unknown;
  readonly now: unknown;
  readonly reason: string;
  /** The data subject, where the field is personal: what it said and says is sealed under their key. */
  readonly whose?: string;
}

const whose = (facts: Correction) => facts.whose;

/** The event of a correction, for the catalogue of each aggregate whose entries may be corrected. */
export const entryCorrected = (
  claims: (facts: Correction, ids: Ids) => readonly Claim[] = () => [],
): EventDefinition<Correction, never> => ({
  ...event<Correction>()({
    label: 'Entry corrected',
    says: ({ field, was, now, reason }) =>
      `${fieldInWords(field)} corrected${was === undefined ? '' : ` from ${read(was)}`} to ${read(now)}: ${reason}`,
    claims,
  }),
  // Only sometimes, so the type leaves them in.
  personal: { was: whose, now: whose },
});

function read(value: unknown): string {
  if (Array.isArray(value)) return listed(value.map(read));
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${fieldInWords(name)} ${read(part)}`)
    .join(', ');
}

const isCorrection = ({ type }: { readonly type: string }): boolean => type === 'EntryCorrected';

type Amendable = Pick<Entry, 'id' | 'type' | 'facts' | 'occurredAt'>;

/** Entries as they stand after the corrections among them; these themselves are left as they are. A later one wins. */
export function amended<E extends Amendable>(entries: readonly E[]): readonly E[] {
  if (!entries.some(isCorrection)) return entries;
  const now = new Map<string, Record<string, unknown>>();
  for (const { facts } of entries.filter(isCorrection)) {
    const { correctsEventId, field, now: value } = facts as Correction;
    now.set(correctsEventId, { ...now.get(correctsEventId), [field]: value });
  }
  return entries.map((entry) => {
    const { occurredAt = entry.occurredAt, ...facts } = now.get(entry.id) ?? {};
    return { ...entry, occurredAt, facts: { ...entry.facts, ...facts } };
  });
}

/** The commands that recorded each type of entry, and which of their fields may be corrected. */
export type Correctable = Readonly<Record<string, { readonly as: Shape<Command>; readonly fields: readonly string[] }>>;

/** Fields that continuity rests on: a supervisor who did not make the entry corrects them. */
const CUSTODY_FACTS: readonly string[] = ['sealNumber', 'sealNumberSeen', 'sealIntact', 'occurredAt'];

interface Correcting<S> {
  readonly events: Readonly<Record<string, AnyEventDefinition>>;
  readonly correctable: Correctable;
  /** What else must hold. */
  readonly unless?: (entry: Entry, command: CorrectEntry, state: S) => ReturnType<typeof refuse> | undefined;
}

/** Decides a correction of an entry of one aggregate. */
export function correct<S>(
  { events, correctable, unless }: Correcting<S>,
  state: S,
  command: CorrectEntry,
  by: Person,
  { entries, now }: Setting<CaseFile>,
): Outcome<{ readonly type: 'EntryCorrected'; readonly facts: Correction }> {
  const { correctsEventId, field, was, reason } = command;
  const entry = amended(entries).find(({ id }) => id === correctsEventId);
  if (!entry) return refuse('no-such-entry', 'No entry with this id is recorded here.', { correctsEventId });
  const allowed = correctable[entry.type];
  const may = [...(allowed?.fields ?? []), ...(allowed ? ['occurredAt'] : [])];
  if (!allowed || !may.includes(field))
    return refuse('not-correctable', `Of ${entry.type} there can be corrected: ${listed(may) || 'nothing'}.`, entry);
  const value = valueOf(allowed.as, field, command.now);
  if ('problem' in value) return refuse('correction-not-valid', `The correction is not valid: ${value.problem}`, entry);
  if (field === 'occurredAt' && Date.parse(String(value.value)) - Date.parse(now) > FUTURE_TOLERANCE_MS)
    return refuse('correction-not-valid', 'The correction is not valid: occurredAt must not be in the future', entry);
  if (CUSTODY_FACTS.includes(field) && (by.role !== 'supervisor' || by.id === entry.by.id))
    return refuse('not-a-supervisor', `Only a supervisor who did not enter it corrects ${fieldInWords(field)}.`, entry);

  const subject = events[entry.type]?.personal[field]?.(entry.facts as never, entry);
  const said = field === 'occurredAt' ? entry.occurredAt : (entry.facts as Readonly<Record<string, unknown>>)[field];
  if (subject === undefined && was !== undefined && !isSame(was, said))
    return refuse('entry-says-otherwise', `It says ${read(said ?? 'nothing')} now, not ${read(was)}.`, entry);
  if (subject === undefined && isSame(value.value, said))
    return refuse('nothing-to-correct', `It says ${read(said)} already.`, entry);
  const refusal = unless?.(entry, command, state);
  if (refusal) return refusal;
  const facts: Correction = {
    ...{ correctsEventId, entryType: entry.type, field, now: value.value, reason },
    // What a personal field said is sealed in the entry itself.
    ...(subject === undefined ? (said === undefined ? {} : { was: said }) : { whose: subject }),
  };
  return [{ type: 'EntryCorrected', facts }];
}

function valueOf(shape: Shape<Command>, field: string, value: unknown): { value: unknown } | { problem: string } {
  if (!fieldsOf(shape).has(field)) return { problem: `${field} is not a field of it` };
  const parsed = parseCommand(shape, { [field]: value });
  const problems = 'problems' in parsed ? parsed.problems : {};
  const wrong = Object.entries(problems).find(([path]) => path === field || path.startsWith(`${field}.`));
  if (wrong) return { problem: wrong[1].join('; ') };
  return { value: field === 'occurredAt' ? new Date(String(value)).toISOString() : value };
}

/** Both are plain JSON; the order of an object's names does not matter. */
const isSame = (one: unknown, other: unknown): boolean => ordered(one) === ordered(other);

const ordered = (value: unknown): string | undefined =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
