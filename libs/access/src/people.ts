/** Somebody who may act: what sign-in will tell of them. */
export interface PersonOnDuty {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly force: string;
  readonly unit: string;
}

export const ROLES = [
  'search officer',
  'exhibits officer',
  'property officer',
  'examiner',
  'case officer',
  'custody officer',
  'disclosure officer',
  'supervisor',
  'unit lead',
  'auditor',
  // Keeps the machines running and sees no evidence.
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

const HERTS = 'Hertfordshire Constabulary';
const BCH = 'Bedfordshire, Cambridgeshire and Hertfordshire';
const SAFEGUARDING = 'Child Online Safeguarding Team';
const PROTECTION = 'Public Protection Unit';
const DOGS = 'BCH Dog Unit';
const STORE = 'Property Store, Welwyn Garden City';
const LAB = 'Digital Forensics Unit';

const person = (id: string, name: string, role: Role, unit: string, force = HERTS): PersonOnDuty => ({
  id,
  name,
  role,
  force,
  unit,
});

/** The story's people: invented, for the demonstration only. Real people come from sign-in. */
export const DEMONSTRATION_PEOPLE: readonly PersonOnDuty[] = [
  person('okafor', 'DS Grace Okafor', 'case officer', SAFEGUARDING),
  person('whitlock', 'DC Tom Whitlock', 'search officer', SAFEGUARDING),
  person('aziz', 'DC Nadia Aziz', 'search officer', PROTECTION),
  person('rees', 'PC Dan Rees', 'search officer', DOGS, BCH),
  person('bell', 'Karen Bell', 'exhibits officer', SAFEGUARDING),
  person('doyle', 'Martin Doyle', 'property officer', STORE),
  person('farrow', 'Sgt Helen Farrow', 'custody officer', 'Custody Suite, Hatfield'),
  person('mensah', 'Abena Mensah', 'examiner', LAB, BCH),
  person('kowalski', 'Piotr Kowalski', 'examiner', LAB, BCH),
  person('hart', 'DI Susan Hart', 'supervisor', SAFEGUARDING),
  person('lindqvist', 'Erik Lindqvist', 'supervisor', LAB, BCH),
  person('pryce', 'DC Owen Pryce', 'case officer', PROTECTION),
  person('nair', 'Leela Nair', 'disclosure officer', SAFEGUARDING),
  person('chadwick', 'DCI Paul Chadwick', 'unit lead', SAFEGUARDING),
  person('quayle', 'Ruth Quayle', 'auditor', 'Professional Standards'),
  person('varga', 'Imre Varga', 'administrator', 'Information Systems'),
];

/** Who people are, by id. */
export interface People {
  find(id: string): PersonOnDuty | undefined;
  all(): readonly PersonOnDuty[];
}

export const peopleOf = (list: readonly PersonOnDuty[]): People => {
  const byId = new Map(list.map((p) => [p.id, p]));
  return { find: (id) => byId.get(id), all: () => list };
};
