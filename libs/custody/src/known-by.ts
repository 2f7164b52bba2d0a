import { type CaseFacts } from './case/events.js';
import { type ExhibitFacts } from './exhibit/events.js';
import { type Correction } from './kernel/correction.js';
import { type Circumstances } from './kernel/decision.js';

/** To whom a case is known, as the events of its streams tell it. */
export interface KnownBy {
  /** Ids of people: who opened it, who is assigned to it, who set how closely it is kept. */
  readonly named: readonly string[];
  /** Ids of people who found, took or were handed one of its exhibits. */
  readonly handled: readonly string[];
  /** Units, each with the event that brought it in, or `held` for one that had an exhibit in hand. */
  readonly units: readonly { readonly event: string; readonly unit: string }[];
  /** An examination was asked for: labs know of it. */
  readonly lab: boolean;
  /** Somebody was arrested: custody suites know of it. */
  readonly suite: boolean;
  /** Kept so closely that only people know of it who are in it by name. */
  readonly sensitive: boolean;
}

export const KNOWN_BY_NOBODY: KnownBy = {
  named: [],
  handled: [],
  units: [],
  lab: false,
  suite: false,
  sensitive: false,
};

type Facts = CaseFacts & ExhibitFacts & { PersonArrested: object };
type Told = Pick<Circumstances, 'id' | 'by'>;
type Change<T extends keyof Facts> = (known: KnownBy, facts: Facts[T], told: Told) => KnownBy;

const HELD = 'held';

const name = (known: KnownBy, id: string): KnownBy =>
  known.named.includes(id) ? known : { ...known, named: [...known.named, id] };

const handle = (known: KnownBy, id: string): KnownBy =>
  known.handled.includes(id) ? known : { ...known, handled: [...known.handled, id] };

const join = (known: KnownBy, event: string, units: readonly string[]): KnownBy => {
  const fresh = units.filter((unit) => !known.units.some((each) => each.unit === unit && each.event === event));
  return fresh.length === 0 ? known : { ...known, units: [...known.units, ...fresh.map((unit) => ({ event, unit }))] };
};

const take: Change<'DeviceSeized' | 'CustodyReceived'> = (known, _facts, { by }) =>
  join(handle(known, by.id), HELD, [by.unit]);

/** What makes a case known to somebody; everything else does not. */
const CHANGES: { readonly [T in keyof Facts]?: Change<T> } = {
  CaseOpened: (known, { unit }, { id, by }) => join(name(known, by.id), id, [unit]),
  WarrantExecuted: (known, { units }, { id }) => join(known, id, units),
  OfficerAssigned: (known, { officerId }) => name(known, officerId),
  OfficerRemoved: (known, { officerId }) => ({ ...known, named: known.named.filter((id) => id !== officerId) }),
  // Whoever keeps it closely is in it by name, or nobody could open it again.
  SensitivitySet: (known, { level }, { by }) => ({ ...name(known, by.id), sensitive: level !== 'standard' }),
  DeviceDetected: (known, _facts, { by }) => handle(known, by.id),
  DeviceSeized: take,
  SubExhibitTaken: (known, _facts, { by }) => handle(known, by.id),
  CustodyTransferred: (known, { to }) => handle(known, to),
  CustodyReceived: take,
  ExaminationRequested: (known) => (known.lab ? known : { ...known, lab: true }),
  PersonArrested: (known) => (known.suite ? known : { ...known, suite: true }),
  EntryCorrected: (known, correction) => corrected(known, correction),
};

/** The types of events that may change to whom a case is known. */
export const KNOWING = Object.keys(CHANGES) as readonly (keyof typeof CHANGES)[];

/** To whom the case is known after one more event of it, of whichever stream. */
export function known(before: KnownBy, told: Told & { type: string; facts: object }): KnownBy {
  const change = CHANGES[told.type as keyof typeof CHANGES] as Change<never> | undefined;
  return change ? change(before, told.facts as never, told) : before;
}

/** A unit that was recorded wrongly knew nothing. */
function corrected(before: KnownBy, { correctsEventId: event, entryType, field, now }: Correction): KnownBy {
  const isOfUnits =
    (entryType === 'CaseOpened' && field === 'unit') || (entryType === 'WarrantExecuted' && field === 'units');
  if (!isOfUnits) return before;
  const others = { ...before, units: before.units.filter((unit) => unit.event !== event) };
  return join(others, event, [now as string | string[]].flat());
}

export const asPerson = (id: string): string => `person ${id}`;
export const asUnit = (unit: string): string => `unit ${unit}`;
export const LAB = 'lab';
export const SUITE = 'custody suite';

/** The marks by which a case is known; somebody who has one of them knows of it. */
export const marksOf = ({ named, handled, units, lab, suite, sensitive }: KnownBy): readonly string[] => {
  const people = [...new Set([...named, ...handled])].map(asPerson);
  return sensitive
    ? people
    : [...people, ...new Set(units.map(({ unit }) => asUnit(unit))), ...(lab ? [LAB] : []), ...(suite ? [SUITE] : [])];
};

/** Of several streams of one case, what they tell together; whether it is sensitive only the case's own says. */
export const knownTogether = (ofCase: KnownBy, of: KnownBy): KnownBy => ({
  named: ofCase.named,
  handled: [...ofCase.handled, ...of.handled],
  units: [...ofCase.units, ...of.units],
  lab: ofCase.lab || of.lab,
  suite: ofCase.suite || of.suite,
  sensitive: ofCase.sensitive,
});
