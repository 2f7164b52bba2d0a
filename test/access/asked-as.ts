import { randomUUID } from 'node:crypto';
import { DEMONSTRATION_PEOPLE, SCOPES_OF, type PersonOnDuty, type Role } from '#access';
import { fieldsOf, type rules } from '#custody';
import { exampleOf } from '../../apps/continuity/src/api/openapi/example.js';
import { commandSchema } from '../../apps/continuity/src/api/openapi/command-schemas.js';
import { type Route } from '../../apps/continuity/src/access/routes.js';
import { type ContinuityUnderTest } from '../support/continuity.js';

/** A case with something of each kind in it, and how somebody stands to it. */
export interface Known {
  readonly caseId: string;
  readonly exhibitId: string;
  readonly suspectId: string;
  readonly materialId: string;
  readonly packId: string;
  readonly useId: string;
  readonly eventId: string;
  /** A word that stands nowhere else. */
  readonly word: string;
}

export const nothing = (): Known => ({
  ...{ caseId: randomUUID(), exhibitId: randomUUID(), suspectId: randomUUID(), materialId: randomUUID() },
  ...{ packId: randomUUID(), useId: randomUUID(), eventId: randomUUID(), word: `W${randomUUID()}` },
});

/** One person of each role, none of whom opened or handled anything here. */
export const people: ReadonlyMap<Role, PersonOnDuty> = new Map(DEMONSTRATION_PEOPLE.map((each) => [each.role, each]));

/** How somebody stands to a case. */
export const STANDINGS = ['assigned', 'same unit', 'stranger', 'sensitive'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Whether somebody of a role knows of the case, by the table: in each somebody was arrested, in none a lab is asked. */
export function knows(role: Role, standing: Standing): boolean {
  if (standing === 'sensitive') return false;
  return SCOPES_OF[role].some((scope) => {
    switch (scope) {
      case 'name':
        return standing === 'assigned';
      case 'unit':
        return standing === 'same unit';
      case 'suite':
      case 'all':
        return true;
      case 'lab':
        return false;
    }
  });
}

/** A case of a unit, opened by somebody of another role than those who ask. */
export async function caseOf(continuity: ContinuityUnderTest, unit: string): Promise<Known> {
  const known = nothing();
  const { caseId, exhibitId, suspectId, materialId, word } = known;
  const as = { force: 'Hertfordshire Constabulary', unit, offenceTypes: ['Fraud'] };
  await continuity.done('OpenCase', { caseId, operationName: word, ...as }, 'okafor');
  await continuity.done('AssignOfficer', { caseId, officerId: 'whitlock', role: 'search officer' }, 'okafor');
  await continuity.done('AssignOfficer', { caseId, officerId: 'hart', role: 'supervisor' }, 'okafor');
  const found = { kind: 'mobile phone', place: word, detectedBy: { method: 'officer', name: 'DC Whitlock' } };
  const { events } = await continuity.done('DetectDevice', { caseId, exhibitId, ...found });
  const arrest = { caseId, suspectId, name: word, dateOfBirth: '2000-01-01', suspectedOf: ['Fraud'] };
  await continuity.done('ArrestPerson', arrest, 'okafor');
  const item = { caseId, materialId, schedule: 'MG6C', item: word };
  await continuity.done('ScheduleMaterial', item, 'hart');
  return { ...known, eventId: events[0]?.id ?? '' };
}

/** An address with the ids of a case in it, asking for its word. */
export function pathTo({ path, needs }: Route, about: Known): string {
  const values: Readonly<Record<string, string>> = { ...about, name: 'x', version: 'x', sha256: 'ab', recordId: 'x' };
  const id =
    needs === 'see a proof'
      ? about.eventId
      : { exhibits: about.exhibitId, cases: about.caseId, suspects: about.suspectId }[path.split('/')[1] ?? ''];
  const filled = path
    .replace(
      /:(\w+)/g,
      (_whole, name: string) => (name === 'id' ? id : name === 'entry' ? 'note' : values[name]) ?? name,
    )
    .replace('*', 'none');
  const { word: q, caseId } = about;
  return `${filled}?${new URLSearchParams({ q, caseId, case: caseId, entry: about.eventId, type: 'DeviceDetected' }).toString()}`;
}

/** A body that a command takes, about a case; people in it are none of those who ask. */
export function bodyOf(rule: (typeof rules)[number], about: Known): object {
  const example = exampleOf(commandSchema(rule)) as Readonly<Record<string, unknown>>;
  const fields = fieldsOf(rule.command);
  return {
    ...Object.fromEntries(
      Object.entries(example).map(([name, value]) => [
        name,
        name in about ? about[name as keyof Known] : fields.get(name)?.isPerson ? 'okafor' : fresh(value),
      ]),
    ),
    occurredAt: new Date().toISOString(),
  };
}

/** Ids are made anew, but for those of the case. */
const fresh = (value: unknown): unknown => (typeof value === 'string' && ID.test(value) ? randomUUID() : value);

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** An answer without what is in it of the question, and without the time of day. */
export const told = (status: number, text: string, { word }: Known): string =>
  `${status} ${text}`
    .replaceAll(word, 'WORD')
    .replaceAll(ID, 'ID')
    .replaceAll(/\d{13}|\d?\d:\d\d(?::\d\d)?|name="occurredAt[^>]*value="\d*"/g, 'NOW');
