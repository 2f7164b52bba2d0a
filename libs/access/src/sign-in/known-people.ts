import { type Pool } from 'pg';
import { type People, type PersonOnDuty } from '../people.js';

const LOOK_EVERY_MS = 5_000;
const FIELDS = ['id', 'name', 'role', 'force', 'unit'] as const;

/** People of a provider of the force's own: it is asked for nobody, so that those who were here are the ones who are known. */
export interface KnownPeople extends People {
  /** Who has just signed in, or sent a token; as the provider says it now. */
  came(person: PersonOnDuty): Promise<void>;
  close(): void;
}

/** Read at the start, and again every few seconds, because people come to other processes too. Close it when done. */
export async function knownPeople(
  pool: Pick<Pool, 'query'>,
  onTrouble: (error: unknown) => void,
): Promise<KnownPeople> {
  let byId = new Map<string, PersonOnDuty>();
  const look = async () => {
    const { rows } = await pool.query<{ person: PersonOnDuty }>('SELECT person FROM sign_in.people ORDER BY id');
    byId = new Map(rows.map(({ person }) => [person.id, person]));
  };
  await look();
  const timer = setInterval(() => void look().catch(onTrouble), LOOK_EVERY_MS).unref();
  return {
    find: (id) => byId.get(id),
    all: () => [...byId.values()],
    async came(person) {
      const before: Partial<PersonOnDuty> = byId.get(person.id) ?? {};
      if (FIELDS.every((field) => before[field] === person[field])) return;
      await pool.query(
        'INSERT INTO sign_in.people (id, person) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET person = excluded.person',
        [person.id, person],
      );
      byId.set(person.id, person);
    },
    close: () => clearInterval(timer),
  };
}
