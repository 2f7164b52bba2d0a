import { ROLES, type PersonOnDuty, type Role } from '../people.js';

/**
 * Which claims of a provider's tokens say what of a person: the first that is there counts. The one place to change for a
 * provider that says it otherwise. Entra ID: `oid` is the person's id in the tenant (`sub` differs from application to application),
 * `roles` are the application's roles, `force` and `unit` are claims to be configured, `extn.` before those of a directory extension.
 */
const CLAIMS = {
  id: ['oid', 'sub'],
  name: ['name'],
  roles: ['roles'],
  force: ['force', 'extn.force'],
  unit: ['unit', 'extn.unit'],
} as const;

const LONGEST = 200;

/** A provider's word for a role: 'case-officer' for 'case officer', because values of Entra's roles have no spaces. */
export const claimOf = (role: Role): string => role.replaceAll(' ', '-');
const roleOf = new Map<unknown, Role>(ROLES.flatMap((role) => [[claimOf(role), role] as const, [role, role] as const]));

/**
 * The person whom a verified token is of. Several roles: the first that is known here.
 *
 * @returns undefined when an id, a name, a known role, a force or a unit is missing: nobody acts here without all of them.
 */
export function personOf(claims: Readonly<Record<string, unknown>>): PersonOnDuty | undefined {
  const first = (names: readonly string[]) => listed(claims, names)[0];
  const [id, name, force, unit] = [CLAIMS.id, CLAIMS.name, CLAIMS.force, CLAIMS.unit].map((names) =>
    text(first(names)),
  );
  const role = listed(claims, CLAIMS.roles).flatMap((value) => roleOf.get(value) ?? [])[0];
  return id && name && role && force && unit ? { id, name, role, force, unit } : undefined;
}

/** The values of the first of these claims that is there. */
function listed(claims: Readonly<Record<string, unknown>>, names: readonly string[]): readonly unknown[] {
  const found = names.map((name) => claims[name]).find((value) => value !== undefined && value !== null);
  return Array.isArray(found) ? (found as readonly unknown[]) : found === undefined ? [] : [found];
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST ? value.trim() : undefined;
