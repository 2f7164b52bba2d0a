import type pg from 'pg';
import { isSealed, openFacts, type Json, type KeyOf } from '#integrity';
import { type SubjectKeys } from '#ledger';
import { type Kept } from '../kernel/told.js';
import { type Sight } from '../visibility/sight.js';
import { type Actors } from './actors.js';

/** What the queries read with. */
export interface Reader {
  readonly pool: pg.Pool;
  /** Who is looking: every query leaves out what they may not see, as if it were not there. */
  readonly sight: Sight;
  readonly keys: Pick<SubjectKeys, 'keysOf'>;
  /** What names are looked for by; nobody is found by name without it. */
  readonly searchKey: Uint8Array | undefined;
  readonly actors: Actors;
  /** A person's name by their id; undefined when it is not known. */
  readonly nameOf: (personId: string) => string | undefined;
  /** Now, as ISO 8601. */
  readonly clock: () => string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What is not an id is the id of nothing; PostgreSQL would refuse it. */
export const isId = (text: string): boolean => UUID.test(text);

/** Whose values these are: the subjects of those that are sealed. */
export const subjectsIn = (values: readonly (Json | undefined)[]): readonly string[] =>
  values.filter(isSealed).map(({ subject }) => subject);

/** Asks for the keys of all that an answer opens, at once. */
export async function keysFor({ keys }: Reader, subjects: readonly string[]): Promise<KeyOf> {
  if (subjects.length === 0) return () => undefined;
  const found = await keys.keysOf([...new Set(subjects)]);
  return (subject) => found.get(subject);
}

/** What a kept personal value says; null when it was erased, or never told. */
export function opened(kept: Kept | null, keyOf: KeyOf): string | null {
  if (kept === null) return null;
  const { facts } = openFacts({ id: kept.event, data: { [kept.field]: kept.value } }, keyOf);
  const value = facts[kept.field];
  return typeof value === 'string' ? value : null;
}
