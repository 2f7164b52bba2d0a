import { join } from 'node:path';
import { verifierKey, verifyPack } from '#integrity';
import { type PackItem } from '#jobs';
import { signingKeyFrom } from '#sealer';
import { rm } from 'node:fs/promises';
import { until } from '../../libs/ledger/src/ledger.contract.js';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';
import { bytesOf } from '../tamper/damaging.js';

describe('a disclosure pack, asked for by API', () => {
  let app: ContinuityUnderTest;
  let caseId: string;
  beforeAll(async () => {
    app = await ContinuityUnderTest.start();
    caseId = await app.openCase();
    const { events } = await app.done('SeizeDevice', seizure(caseId, 'AB/1'));
    await until(async () => (await fetch(`${app.url}/api/events/${events[0].id}/proof`)).status === 200);
  });
  afterAll(() => app.stop());

  const ask = (body: unknown, as = 'okafor', of = caseId) =>
    app.send(`/api/cases/${of}/packs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-continuity-actor': as },
      body: JSON.stringify(body),
    });
  const list = async () => (await app.read<{ items: PackItem[] }>(`/api/cases/${caseId}/packs`)).items;
  const built = async () => {
    await until(async () => (await list()).every(({ status }) => status === 'built'));
    return list();
  };

  it('is built, listed and verifies, with what was withheld', async () => {
    const redactions = [{ field: 'actor.name', reason: 'Witness anonymity order' }];
    const { status, body } = await ask({ purpose: 'Defence', redactions });
    expect([status, body]).toMatchObject([202, { purpose: 'Defence', redactions }]);
    const [item] = await built();
    expect(item).toMatchObject({ id: body['id'], status: 'built', progress: 100, askedBy: 'okafor' });
    const zip = Buffer.from(await (await fetch(`${app.url}${item.url}`)).arrayBuffer());
    expect(zip).toHaveLength(item.bytes ?? 0);
    const key = await signingKeyFrom(join(app.dataDir, 'signing.key'), 'localhost/continuity');
    const report = await verifyPack(bytesOf(zip), { keys: [verifierKey(key).vkey], accept: ['no-time-stamp'] });
    expect(report).toMatchObject({ exit: 0, findings: [] });
    expect(zip.toString()).not.toContain('Whitlock');
  });

  it('is one pack, however often it is asked for at one checkpoint, and is built again when its file is lost', async () => {
    const [first, second] = [await ask({ purpose: 'Court' }), await ask({ purpose: 'Court' })];
    expect(second.body['id']).toBe(first.body['id']);
    const before = (await built()).find(({ id }) => id === first.body['id']);
    await rm(join(app.dataDir, 'packs'), { recursive: true });
    expect((await list()).map(({ status }) => status)).not.toContain('built');
    expect((await built()).find(({ id }) => id === first.body['id'])).toStrictEqual(before);
  });

  it.each([
    [{}, 'purpose'],
    [{ purpose: ' ' }, 'purpose'],
    [{ purpose: 'Court', redactions: 'all' }, 'redactions'],
    [{ purpose: 'Court', redactions: [{ field: 'from' }] }, 'redactions.0.reason'],
    [{ purpose: 'Court', redactions: [null] }, 'redactions.0'],
    [{ purpose: 'Court', scope: 'x' }, 'scope'],
    [[], 'body'],
  ])('is refused for %j, naming %s', async (body, field) => {
    const answer = await ask(body);
    expect([answer.status, Object.keys(answer.body['errors'] as object)]).toStrictEqual([
      422,
      expect.arrayContaining([field]),
    ]);
  });

  it('is nobody’s who is not named, and of no case that nobody opened', async () => {
    expect((await ask({ purpose: 'Court' }, 'nobody')).status).toBe(401);
    expect((await ask({ purpose: 'Court' }, 'okafor', '00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await app.send(`/api/cases/${caseId}/packs/none`)).status).toBe(404);
    expect((await app.send('/api/cases/none/packs')).status).toBe(400);
  });
});
