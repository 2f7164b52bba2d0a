import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openZip, verifierKey, verifyPack } from '#integrity';
import { type PackItem } from '#jobs';
import { signingKeyFrom } from '#sealer';
import { until } from '../../libs/ledger/src/ledger.contract.js';
import { launchBrowser, visit } from '../browser/support/browser.js';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';
import { expectConforms } from '../support/openapi.js';
import { readPdf } from '../../libs/jobs/test/pdf-text.js';
import { bytesOf, unpack } from '../tamper/damaging.js';

describe('a disclosure pack', () => {
  let app: ContinuityUnderTest;
  let caseId: string;
  let exhibitId: string;
  beforeAll(async () => {
    app = await ContinuityUnderTest.start();
    caseId = await app.openCase();
    const facts = seizure(caseId, 'AB/1');
    exhibitId = facts.exhibitId;
    await app.done('SeizeDevice', facts);
    await app.done('SeizeDevice', seizure(caseId, 'AB/2'));
  });
  afterAll(() => app.stop());

  const request = async (facts: object, as = 'okafor') => {
    const packId = randomUUID();
    const { position } = await app.done('RequestPack', { caseId, packId, ...facts }, as);
    await app.read(`/api/cases/${caseId}/packs?at=${position}`);
    return packId;
  };
  const list = async () => (await app.read<{ items: PackItem[] }>(`/api/cases/${caseId}/packs`)).items;
  const built = async (packId: string): Promise<PackItem> => {
    const found = async () => (await list()).find((item) => item.packId === packId && item.status === 'built');
    await until(async () => (await found()) !== undefined);
    return (await found()) as PackItem;
  };
  const download = async (item: PackItem) => Buffer.from(await (await app.fetch(item.url ?? '')).arrayBuffer());
  const verified = async (zip: Buffer) => {
    const key = await signingKeyFrom(join(app.dataDir, 'signing.key'), 'localhost/continuity');
    const keys = [verifierKey(key).vkey];
    return verifyPack(bytesOf(zip), { keys, accept: ['no-time-stamp'], derived: true });
  };

  it('is requested by a command, built, recorded, listed, and verifies with what was withheld', async () => {
    const redactions = [{ field: 'actor.name', reason: 'Witness anonymity order' }];
    const packId = await request({ purpose: 'Defence', redactions });
    const item = await built(packId);
    expect(item).toMatchObject({ purpose: 'Defence', redactions, requestedBy: 'okafor', scope: [], progress: 100 });
    const zip = await download(item);
    const report = await verified(zip);
    expect(report).toMatchObject({ exit: 0, findings: [] });
    expect(zip.toString()).not.toContain('Whitlock');
    const names = (await openZip(bytesOf(zip))).map(({ name }) => name);
    expect(names).toContain(`custody-records/exhibit-${exhibitId}.pdf`);
    const { body } = await app.send(`/api/audit?caseId=${caseId}&type=PackBuilt`);
    expect(body['items']).toMatchObject([
      { actor: { id: 'worker' }, summary: expect.stringContaining(item.sha256 ?? '?') },
    ]);
    expectConforms(`/api/cases/${caseId}/packs`, 'GET', 200, { items: await list(), next: null });
  });

  it('follows from the packs before it, and is handed out by another person than asked for it', async () => {
    const packId = await request({ purpose: 'Court', scope: [exhibitId] }, 'nair');
    const early = await app.command('DisclosePack', { caseId, packId: randomUUID(), to: 'Court' }, { as: 'hart' });
    expect(early).toMatchObject({ status: 409, body: { rule: 'no-such-pack' } });
    const report = await verified(await download(await built(packId)));
    expect(report).toMatchObject({ exit: 1, findings: [] });
    expect(report.checked.join('\n')).toContain('Part of this log: 1 checkpoint disclosed before.');
    const same = await app.command('DisclosePack', { caseId, packId, to: 'St Albans Crown Court' }, { as: 'nair' });
    expect(same).toMatchObject({ status: 409, body: { rule: 'same-person' } });
    const { position } = await app.done('DisclosePack', { caseId, packId, to: 'St Albans Crown Court' }, 'hart');
    const { items } = await app.read<{ items: PackItem[] }>(`/api/cases/${caseId}/packs?at=${position}`);
    expect(items.find((item) => item.packId === packId)?.disclosed).toMatchObject([{ to: 'St Albans Crown Court' }]);
  });

  it('is built again to the same bytes when its file is lost, and queued again when the queue is', async () => {
    const [{ packId }] = await list();
    const before = await download(await built(packId));
    await rm(join(app.dataDir, 'packs'), { recursive: true });
    expect((await list()).find((item) => item.packId === packId)?.status).not.toBe('built');
    expect((await download(await built(packId))).equals(before)).toBe(true);
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    const again = await request({ purpose: 'Prosecutor' });
    await client.query('DROP SCHEMA bullmq CASCADE').finally(() => client.end());
    expect(await built(again)).toMatchObject({ purpose: 'Prosecutor' });
  });

  it.each([
    [{ purpose: ' ' }, 422, { errors: { purpose: expect.anything() } }],
    [{ purpose: 'Court', redactions: 'all' }, 422, { errors: { redactions: expect.anything() } }],
    [
      { purpose: 'Court', redactions: [{ field: 'from' }] },
      422,
      { errors: { 'redactions.0.reason': expect.anything() } },
    ],
    [{ purpose: 'Court', redactions: [{ type: 'DeviceSiezed', reason: 'x' }] }, 409, { rule: 'no-such-entry-type' }],
    [{ purpose: 'Court', scope: [randomUUID()] }, 409, { rule: 'not-in-this-case' }],
  ])('is refused for %j', async (facts, status, body) => {
    const answer = await app.command('RequestPack', { caseId, packId: randomUUID(), ...facts }, { as: 'okafor' });
    expect(answer).toMatchObject({ status, body });
  });

  it('keeps back what is sensitive, privileged or a victim’s, unless two people include it', async () => {
    const [secret, privileged] = [seizure(caseId, 'CD/1'), seizure(caseId, 'CD/2')];
    for (const [facts, description] of [
      [secret, 'The informant’s handset'],
      [privileged, 'The solicitor’s tablet'],
    ] as const)
      await app.done('SeizeDevice', { ...facts, description });
    const materialId = randomUUID();
    const item = { materialId, schedule: 'MG6D', item: 'What a source said', sensitivity: 'It names the source' };
    await app.done('ScheduleMaterial', { caseId, ...item, exhibitId: secret.exhibitId }, 'nair');
    const hold = { reason: 'Letters to counsel', authority: 'Inspector', kind: 'privilege' };
    await app.done('HoldRetention', { caseId, exhibitId: privileged.exhibitId, ...hold });
    const secrets = ['informant', 'solicitor', 'a source', 'names the source', 'to counsel'];
    const shown = async (item: PackItem) => {
      const zip = await download(item);
      const { events, files } = await unpack(zip);
      const pdfs = Object.keys(files).filter((name) => name.endsWith('.pdf'));
      const told = [
        ...events.flatMap(({ disclosures }) => disclosures.map((one) => Buffer.from(one, 'base64url').toString())),
        ...Object.entries(files).flatMap(([name, bytes]) => (pdfs.includes(name) ? [] : [bytes.toString()])),
        ...pdfs.flatMap((name) => readPdf(files[name]).pages),
      ].join('\n');
      const report = await verified(zip);
      expect(report).toMatchObject({ exit: 0, findings: [] });
      return { told, checked: report.checked.join('\n') };
    };
    const plain = await shown(await built(await request({ purpose: 'Defence again' })));
    for (const one of secrets) expect(plain.told).not.toContain(one);
    expect(plain.checked).toMatch(/because: It is sensitive material[^]*because: It may be legally privileged/);

    const includes = [
      { materialId, reason: 'Ordered by the judge' },
      { exhibitId: privileged.exhibitId, reason: 'Privilege was waived' },
    ];
    const packId = await request({ purpose: 'For the judge', includes }, 'nair');
    const alone = await app.command('AgreeToInclusion', { caseId, packId }, { as: 'nair' });
    expect(alone).toMatchObject({ status: 409, body: { rule: 'same-person' } });
    expect((await list()).find((one) => one.packId === packId)).toMatchObject({ status: 'waiting', agreedBy: null });
    await app.done('AgreeToInclusion', { caseId, packId }, 'hart');
    const given = await built(packId);
    expect(given).toMatchObject({ includes, agreedBy: 'hart' });
    const whole = await shown(given);
    for (const one of secrets) expect(whole.told).toContain(one);
    expect(whole.checked).not.toContain('because:');
  });

  it('is verified by whoever gets it, on the page that the product serves, with the network off', async () => {
    const [{ packId, sha256 }] = await list();
    const buffer = await download(await built(packId));
    const key = await signingKeyFrom(join(app.dataDir, 'signing.key'), 'localhost/continuity');
    const browser = await launchBrowser();
    try {
      const { page, context, complaints } = await visit(browser, app.url);
      await page.goto('/verify.html');
      await context.setOffline(true);
      await page.locator('#pack').setInputFiles({ name: 'pack.zip', mimeType: 'application/zip', buffer });
      await page.locator('#keys').fill(verifierKey(key).vkey);
      await page.locator('button').click();
      await page.locator('#report', { hasText: 'VERIFIED, WITH WARNINGS' }).waitFor();
      await page.locator('#no-time-stamp').check();
      await page.locator('button').click();
      await page.locator('#report', { hasText: 'COMPLETE: nothing was altered' }).waitFor();
      const report = JSON.parse((await page.locator('#report').getAttribute('data-report')) ?? '') as unknown;
      expect(report).toStrictEqual(await verified(buffer));
      expect(sha256).toBe(createHash('sha256').update(buffer).digest('hex'));
      expect(complaints).toStrictEqual([]);
    } finally {
      await browser.close();
    }
  });

  it('is of no case that nobody opened, and no file is where there is no pack', async () => {
    const nobodys = '00000000-0000-4000-8000-000000000000';
    for (const path of [
      `/api/cases/${nobodys}/packs`,
      `/api/cases/${caseId}/packs/${nobodys}`,
      '/api/cases/none/packs',
    ]) {
      const { status, body } = await app.send(path);
      expect(status).toBe(path.includes('none') ? 400 : 404);
      expectConforms(path, 'GET', status, body);
    }
  });
});
