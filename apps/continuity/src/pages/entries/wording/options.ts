import { type PersonOnDuty, type Role } from '#access';
import { type Option } from '../fields.js';

/** People to choose from; of some roles only, where the part in it is theirs. */
export const peopleOf = (people: readonly PersonOnDuty[], ...roles: readonly Role[]): readonly Option[] =>
  people
    .filter(({ role }) => roles.length === 0 || roles.includes(role))
    .map(({ id, name, role, unit }) => ({ value: id, text: `${name}, ${role}, ${unit}` }));

/** `given` where there is something to begin with. */
export const givenOf = (value: string | null | undefined): { given?: string } =>
  value === null || value === undefined ? {} : { given: value };
