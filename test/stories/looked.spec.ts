import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { isLook } from '#custody';
import { postgresLedger, type Ledger, type LedgerEvent } from '#ledger';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';

jest.setTimeout(60_000);

let continuity: ContinuityUnderTest;
let ledger: Ledger;
let caseId: string;
let exhibitId: string;

beforeAll(async () => {
  continuity = await ContinuityUnderTest.start({ LOOK_REASONS: 'asked' });
  ledger = await postgresLedger({ url: continuity.databaseUrl });
  caseId = await continuity.openCase();
  const facts = seizure(caseId, 'AB/1');
  ({ exhibitId } = facts);
  const { position } = await continuity.done('SeizeDevice', facts);
  await continuity.read(`/api/exhibits/${exhibitId}?at=${position}`);
});
afterAll(async () => {
  await ledger.close();
  await continuity.stop();
});

const asked = (path: string, headers: Record<string, string>, as: string) =>
  continuity.send(path, { redirect: 'manual', headers }, as);
const asOkafor = (path: string, headers: Record<string, string> = {}) => asked(path, headers, 'okafor');
const asHart = (path: string, headers: Record<string, string> = {}) => asked(path, headers, 'hart');

/** The looks that were recorded meanwhile. */
async function recordedBy(work: () => Promise<unknown>): Promise<readonly LedgerEvent[]> {
  const before = await ledger.head();
  await work();
  return (await ledger.readAll(before, 100)).filter(({ type }) => isLook(type));
}

const only = (found: readonly LedgerEvent[]): LedgerEvent => {
  expect(found).toHaveLength(1);
  return found[0];
};

it('records who saw which exhibit of which case, and why, before it is answered', async () => {
  const look = only(
    await recordedBy(async () =>
      expect((await asOkafor(`/api/exhibits/${exhibitId}`, { 'x-access-reason': 'disclosure' })).status).toBe(200),
    ),
  );
  expect(look).toMatchObject({
    type: 'RecordViewed',
    actor: { id: 'okafor', role: 'case officer' },
    caseId: '',
    data: { permission: 'see an exhibit', caseId, exhibitId, reason: 'disclosure' },
  });
  expect(look.stream).toMatch(/^access-\d{4}-\d\d-\d\d-[0-9a-f]{12}$/);
});

it('seals what was looked for, which may name anybody, under a key of its own', async () => {
  const looks = await recordedBy(async () => {
    await asOkafor('/api/search?q=Joel+Marsden');
    await asHart(`/api/audit?q=Marsden&caseId=${caseId}&type=DeviceSeized`);
    await asOkafor('/board?status=held&holder=Marsden');
  });
  expect(JSON.stringify(looks)).not.toContain('Marsden');
  expect(looks.map(({ type }) => type)).toEqual(['RecordSearched', 'RecordSearched', 'RecordViewed']);
  const [search, audit, board] = looks.map(({ data }) => data);
  expect(audit).toMatchObject({ caseId, filter: { type: 'DeviceSeized' } });
  expect(board).toMatchObject({ filter: { status: 'held' } });
  expect(new Set([search, audit, board].map((data) => data?.typedUnder)).size).toBe(3);
});

it('records files that are taken away, and refusals, also of what is not there', async () => {
  const nothing = randomUUID();
  const looks = await recordedBy(async () => {
    expect((await asHart(`/audit.csv?caseId=${caseId}`)).status).toBe(200);
    expect((await asOkafor(`/api/cases/${nothing}`)).status).toBe(404);
    expect((await asHart(`/api/cases/${caseId}/packs/${nothing}`)).status).toBe(404);
  });
  expect(looks.map(({ type, data }) => [type, data.caseId, data.status])).toEqual([
    ['RecordExported', caseId, undefined],
    ['AccessRefused', nothing, 404],
    ['AccessRefused', caseId, 404],
  ]);
});

it('records nothing of what tells nothing of a case, nor of a question that could not be answered', async () => {
  const looks = await recordedBy(async () => {
    for (const path of ['/health/live', '/api/people', '/checkpoint', '/integrity', '/outcomes', '/api/exhibits/AB1'])
      await asOkafor(path);
  });
  expect(looks).toEqual([]);
});

it('asks on a page once why a case is opened, and carries the reason on to its exhibits', async () => {
  const asked = await continuity.fetch(`/exhibits/${exhibitId}`, { redirect: 'manual' }, 'okafor');
  expect([asked.status, asked.headers.get('location')]).toEqual([
    303,
    `/reason?for=${caseId}&return=%2Fexhibits%2F${exhibitId}`,
  ]);
  const give = (body: string) =>
    continuity.fetch(
      '/reason',
      {
        ...{ method: 'POST', redirect: 'manual', body },
        headers: { origin: continuity.url, 'content-type': 'application/x-www-form-urlencoded' },
      },
      'okafor',
    );
  expect((await give(`for=${caseId}`)).status).toBe(422);
  expect((await give(`for=${caseId}&reason=other`)).status).toBe(422);
  const given = await give(`for=${caseId}&reason=other&words=Marsden+rang&return=/exhibits/${exhibitId}`);
  expect([given.status, given.headers.get('location')]).toEqual([303, `/exhibits/${exhibitId}`]);
  const cookie = given.headers.get('set-cookie')?.split(';')[0] ?? '';
  const looks = await recordedBy(async () => {
    expect((await asOkafor(`/exhibits/${exhibitId}`, { cookie })).status).toBe(200);
    expect((await asOkafor(`/cases/${caseId}`, { cookie })).status).toBe(200);
    expect((await asHart(`/cases/${caseId}`, { cookie })).status).toBe(303);
  });
  expect(looks.map(({ data }) => data.reason)).toEqual(['other', 'other']);
  expect(JSON.stringify(looks)).not.toContain('Marsden');
});

it('does not tell by asking whether there is such a case', async () => {
  const nothing = randomUUID();
  expect((await asOkafor(`/cases/${nothing}`)).status).toBe(303);
  expect((await asOkafor(`/exhibits/${nothing}`)).status).toBe(303);
});

/** Until the read models have every look. */
async function caughtUp(): Promise<number> {
  const at = await ledger.head();
  await continuity.send(`/api/exhibits/${exhibitId}?at=${at}`);
  return at;
}

describe('the record of who looked', () => {
  const asNair = (path: string) => continuity.send(path, {}, 'nair');

  it('is asked by person, case, exhibit and kind, by page, file and API, with what was typed opened', async () => {
    await asOkafor('/api/search?q=Joel+Marsden');
    await caughtUp();
    const { body } = await asNair('/api/access?actor=okafor&type=RecordSearched&limit=1');
    expect(body.items).toMatchObject([
      { label: 'Records searched', actor: { id: 'okafor' }, summary: 'Permitted to search; looked for: Joel Marsden' },
    ]);
    const ofExhibit = await asNair(`/api/access?exhibitId=${exhibitId}&caseId=${caseId}`);
    expect(ofExhibit.body.items).toContainEqual(
      expect.objectContaining({ operationName: 'Test', exhibitRef: 'AB/1', permission: 'see an exhibit' }),
    );
    expect((await asNair(`/access?caseId=${caseId}&actor=okafor`)).body.text).toContain('DS Grace Okafor');
    expect((await asNair('/access?from=yesterday')).body.text).toContain('Enter a date and a time that exist');
    expect((await asNair(`/access.csv?caseId=${caseId}`)).body.text).toContain('DS Grace Okafor,case officer');
    expect((await asNair(`/access.pdf?caseId=${caseId}`)).type).toBe('application/pdf');
  });

  it('says what one looked at oneself, and nobody else', async () => {
    const { text } = (await asOkafor('/access/mine')).body;
    expect(text).toContain('Record viewed');
    expect(text).not.toContain('Leela Nair');
  });

  it('is looked at on record', async () => {
    const looks = await recordedBy(() => asNair(`/access.csv?caseId=${caseId}`));
    expect(only(looks)).toMatchObject({ type: 'RecordExported', data: { permission: 'take away who looked', caseId } });
  });

  it('is no part of the audit, nor of the timeline of the case', async () => {
    const at = await caughtUp();
    for (const path of [`/api/audit?at=${at}&limit=200`, `/api/cases/${caseId}/timeline?limit=200`])
      expect(JSON.stringify((await asNair(path)).body)).not.toMatch(/RecordViewed|RecordSearched|AccessRefused/);
  });

  it('tells a data subject when and by whose role, not by name', async () => {
    const suspectId = randomUUID();
    const arrest = { caseId, suspectId, name: 'Joel Marsden', dateOfBirth: '1990-01-01', suspectedOf: ['Fraud'] };
    const { position } = await continuity.done('ArrestPerson', arrest, 'okafor');
    await asOkafor(`/api/suspects/${suspectId}?at=${position}`);
    await caughtUp();
    const headers = { 'sec-fetch-dest': 'empty' };
    const { text } = (await continuity.send(`/suspects/${suspectId}/access`, { headers }, 'nair')).body;
    expect(text).toContain('Who looked at the records of Joel Marsden');
    expect(text).toContain('see a suspect');
    expect(text).toContain('case officer');
    expect(text).not.toContain('Grace Okafor');
    const pdf = await continuity.send(`/suspects/${suspectId}/access.pdf`, { headers }, 'nair');
    expect(pdf.type).toBe('application/pdf');
  });
});

it('opens a case by break-glass to one person, and tells a supervisor until one says that they have seen it', async () => {
  const headers = { 'sec-fetch-dest': 'empty' };
  const unknown = await continuity.send(`/cases/${randomUUID()}`, { headers }, 'rees');
  expect(unknown.body.text).toContain('/break-glass?case=');
  const form = (path: string, id: string, body: string) =>
    continuity.fetch(
      path,
      {
        ...{ method: 'POST', redirect: 'manual', body },
        headers: { ...headers, origin: continuity.url, 'content-type': 'application/x-www-form-urlencoded' },
      },
      id,
    );
  expect((await form('/break-glass', 'rees', `case=${caseId}`)).status).toBe(422);
  expect((await form('/break-glass', 'rees', `case=${randomUUID()}&reason=Threat`)).status).toBe(404);
  const opened = await form('/break-glass', 'rees', `case=${caseId}&reason=Threat+to+a+witness`);
  expect(opened.status).toBe(303);
  await continuity.send(opened.headers.get('location') ?? '', { headers }, 'rees');
  const home = async (id: string) => (await continuity.send('/', { headers }, id)).body.text as string;
  expect(await home('hart')).toContain('Threat to a witness');
  expect(await home('okafor')).not.toContain('Threat to a witness');
  const [, path = ''] = /action="(\/cases\/[^"]*\/acknowledge)"/.exec(await home('hart')) ?? [];
  const seen = await form(path, 'hart', '');
  await continuity.send(seen.headers.get('location') ?? '', { headers }, 'hart');
  expect(await home('hart')).not.toContain('Threat to a witness');
  const { body } = await continuity.send(`/api/cases/${caseId}/timeline?limit=200`);
  expect(JSON.stringify(body)).toContain('Opened by break-glass until');
});
