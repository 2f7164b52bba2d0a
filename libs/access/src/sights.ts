import { asPerson, asUnit, LAB, SUITE } from '#custody';
import { type Sight } from '#read-models';
import { type People, type PersonOnDuty, type Role } from './people.js';

/** Which cases a role knows of, beside those opened by break-glass; sensitive ones only by name, whatever the role. */
export const SCOPES = {
  name: 'cases that they are in by name: opened by them, assigned to them, or with an exhibit that they found or were handed',
  unit: 'cases of their unit: opened for it, with a warrant that it executed, or with an exhibit that it had in hand',
  lab: 'cases in which an examination was asked for',
  suite: 'cases in which somebody was arrested',
  all: 'all cases',
} as const;
export type Scope = keyof typeof SCOPES;

export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  'search officer': ['name', 'unit'],
  'exhibits officer': ['name', 'unit'],
  'property officer': ['name', 'unit'],
  examiner: ['name', 'unit', 'lab'],
  'case officer': ['name', 'unit'],
  'custody officer': ['name', 'unit', 'suite'],
  'disclosure officer': ['name', 'unit'],
  supervisor: ['name', 'unit'],
  'unit lead': ['name', 'unit'],
  auditor: ['name', 'all'],
  administrator: [],
};

/** The scopes of somebody: whoever leads people of the lab knows what they know. */
function scopesOf({ role, unit }: PersonOnDuty, people: Pick<People, 'all'>): readonly Scope[] {
  const scopes = SCOPES_OF[role];
  const leads = role === 'supervisor' || role === 'unit lead';
  return leads && people.all().some((other) => other.unit === unit && other.role === 'examiner')
    ? [...scopes, 'lab']
    : scopes;
}

const MARKS: { readonly [S in Exclude<Scope, 'all'>]: (person: PersonOnDuty) => string } = {
  name: ({ id }) => asPerson(id),
  unit: ({ unit }) => asUnit(unit),
  lab: () => LAB,
  suite: () => SUITE,
};

/**
 * What somebody may see, as the read models are asked with it.
 *
 * @param opened ids of the cases that break-glass has opened to them now.
 */
export function sightOf(person: PersonOnDuty, people: Pick<People, 'all'>, opened: readonly string[] = []): Sight {
  const scopes = scopesOf(person, people);
  return {
    all: scopes.includes('all'),
    marks: scopes.flatMap((scope) => (scope === 'all' ? [] : [MARKS[scope](person)])),
    cases: person.role === 'administrator' ? [] : opened,
  };
}
