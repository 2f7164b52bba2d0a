import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../apps/continuity/src/postgres/embedded-postgres.js';
import { endChildren, startChild } from '../support/child.js';
import { fetchAs, openCase, pagesOf, send, startProcess } from './product.js';

jest.setTimeout(180_000);

const PROGRAMS = join(import.meta.dirname, '../../dist/apps/continuity/src');
/** Everything, owners included: the embedded PostgreSQL runs as another user than root. */
const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'continuity-backup-'));
});
afterEach(async () => {
  await endChildren();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** docs/operations.md says it in these steps. */
it('a cold copy brings everything back on another machine: the log whole, read models rebuilt, personal values readable', async () => {
  const at = (name: string) => join(folder, name);
  const settings = (dataDir: string) => ({
    DATA_DIR: at(dataDir),
    MASTER_KEY_FILE: at('keys/master.key'),
    DATABASE_URL: undefined,
    ROLES: undefined,
  });
  const run = async (program: string, dataDir: string) => {
    const child = startChild(join(PROGRAMS, program), { env: settings(dataDir) });
    const { code } = await child.exit;
    return { code, output: child.output };
  };
  const suspectId = randomUUID();
  const reads = async (url: string, caseId: string) => ({
    case: await (await fetchAs('rees', `${url}/api/cases/${caseId}`)).json(),
    suspect: (await (await fetchAs('rees', `${url}/api/suspects/${suspectId}`)).json()) as { name: string },
    timeline: await (await fetchAs('rees', `${url}/api/cases/${caseId}/timeline`)).json(),
  });

  // The day's work, and the backup.
  const first = startProcess(settings('data'));
  const url = await pagesOf(first);
  const opened = openCase();
  const { caseId } = opened.body;
  expect((await send(url, opened)).status).toBe(201);
  const person = { name: 'Invented Person', dateOfBirth: '1990-01-01', suspectedOf: ['Fraud'] };
  const arrest = { name: 'ArrestPerson', body: { caseId, suspectId, ...person } };
  const arrested = (await (await send(url, arrest)).json()) as { position: number };
  expect((await fetchAs('rees', `${url}/api/suspects/${suspectId}?at=${arrested.position}`)).status).toBe(200);
  const before = await reads(url, caseId);
  expect(before.suspect.name).toBe(person.name);
  expect(await first.signal('SIGTERM')).toMatchObject({ code: 0 });
  copy(at('data'), at('backup'));

  // The machine is lost.
  await rm(at('data'), { recursive: true });
  copy(at('backup'), at('restored'));
  const checked = await run('check.js', 'restored');
  expect(checked).toMatchObject({ code: 0 });
  // Two entries of the day, and the four looks at them.
  expect(checked.output).toMatch(/^6 events, .* of the sealed log\nNothing differs\.\n$/s);
  expect(await run('rebuild.js', 'restored')).toMatchObject({ code: 0 });
  const second = startProcess(settings('restored'));
  expect(await reads(await pagesOf(second), caseId)).toEqual(before);
  expect(await second.signal('SIGTERM')).toMatchObject({ code: 0 });
  expect(Buffer.from(await readFile(at('keys/master.key'), 'ascii'), 'base64')).toHaveLength(32);

  // A copy that somebody changed is not taken for whole.
  copy(at('backup'), at('changed'));
  const postgres = await startEmbeddedPostgres({ dataDir: at('changed'), log: () => undefined });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('ALTER TABLE ledger.events DISABLE TRIGGER USER');
  const edit = `UPDATE ledger.events SET data = replace(data::text, 'Roles', 'Other')::json WHERE stream = 'case-${caseId}'`;
  expect((await client.query(edit)).rowCount).toBe(1);
  await client.end();
  await postgres.stop();
  const { code, output } = await run('check.js', 'changed');
  expect(code).toBe(1);
  expect(output).toContain(`case-${caseId}`);
});
