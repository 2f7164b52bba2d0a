import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rules } from '#custody';
import { ROLES } from './people.js';
import { PERMISSIONS } from './permissions.js';
import { MAY_COMMAND, MAY_SEE, mayCommand, maySee } from './policy.js';
import { SCOPES, SCOPES_OF } from './sights.js';

it('says of every command who may give it, and of no other', () =>
  expect(Object.keys(MAY_COMMAND).sort()).toEqual(rules.map(({ name }) => name).sort()));

it('leaves nothing that nobody may ask for or do', () => {
  for (const permission of Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[])
    expect(ROLES.some((role) => maySee(role, permission))).toBe(true);
  for (const roles of Object.values(MAY_COMMAND)) expect(roles.length).toBeGreaterThan(0);
});

it('lets nobody give a command that is not in it', () => {
  expect(mayCommand('supervisor', 'StealDevice')).toBe(false);
  expect(mayCommand('supervisor', 'constructor')).toBe(false);
});

it('tells an administrator of no case', () => {
  expect(SCOPES_OF.administrator).toEqual([]);
  for (const [permission, { about }] of Object.entries(PERMISSIONS))
    if (['case', 'exhibit', 'suspect'].includes(about))
      expect(maySee('administrator', permission as keyof typeof PERMISSIONS)).toBe(false);
  expect(
    Object.entries(MAY_COMMAND).flatMap(([name, roles]) =>
      (roles as readonly string[]).includes('administrator') ? [name] : [],
    ),
  ).toEqual(['RequestKeyRotation', 'DeclineKeyRotation']);
});

it('lets an auditor change nothing', () =>
  expect(Object.entries(MAY_COMMAND).filter(([, roles]) => (roles as readonly string[]).includes('auditor'))).toEqual(
    [],
  ));

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A table as docs/access.md has it: a line each, a cross under every role that may. */
function table(head: string, lines: readonly (readonly [string, readonly string[]])[]): string {
  const roles = ROLES.map((role) => role.replace(' officer', '').replace('unit ', ''));
  return [
    row([head, ...roles]),
    row([head, ...roles].map(() => '---')),
    ...lines.map(([name, may]) => row([name, ...ROLES.map((role) => (may.includes(role) ? '×' : ''))])),
  ].join('\n');
}

it('is written out in docs/access.md as it is', async () => {
  const text = (await readFile(join(import.meta.dirname, '../../../docs/access.md'), 'utf8'))
    .replaceAll(/ +/g, ' ')
    .replaceAll(/-{3,}/g, '---');
  const tables = [
    table(
      'knows of',
      Object.entries(SCOPES).map(([scope, words]) => [
        words,
        ROLES.filter((role) => SCOPES_OF[role].some((each) => each === scope)),
      ]),
    ),
    table(
      'may',
      Object.entries(MAY_SEE).flatMap(([name, may]) => (may === 'everybody' ? [] : [[name, may] as const])),
    ),
    table('command', Object.entries(MAY_COMMAND)),
  ];
  for (const each of tables) expect(text).toContain(each.replaceAll(/ +/g, ' '));
});
