import { randomUUID } from 'node:crypto';
import {
  decodeEntry,
  leafHash,
  openCheckpoint,
  openReceipt,
  parseProof,
  tilePath,
  verifierKey,
  verifyProof,
  verifyReceipt,
} from '#integrity';
import { signingKeyFrom } from '#sealer';
import { join } from 'node:path';
import { until } from '../../libs/ledger/src/ledger.contract.js';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';

describe('the sealed log, as anybody may follow it', () => {
  let app: ContinuityUnderTest;
  beforeAll(async () => (app = await ContinuityUnderTest.start()));
  afterAll(() => app.stop());
  const get = (path: string) => app.fetch(path);

  it('has a proof of an event a moment after it was recorded', async () => {
    const caseId = await app.openCase();
    const done = await app.done('SeizeDevice', seizure(caseId, 'AB/1'));
    const [{ id }] = done.events;
    await until(async () => (await get(`/api/events/${id}/proof`)).status === 200);
    const answer = await get(`/api/events/${id}/proof`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const proof = parseProof(await answer.text());

    const keys = [verifierKey(await signingKeyFrom(join(app.dataDir, 'signing.key'), 'localhost/continuity'))];
    const { size } = await openCheckpoint(proof.checkpoint, keys);
    const bundle = await get(`/${tilePath({ level: 'entries', index: 0, width: size })}`);
    expect(bundle.headers.get('cache-control')).toContain('immutable');
    const bytes = Buffer.from(await bundle.arrayBuffer());
    const entry = bytes.subarray(proof.index * 106 + 2, (proof.index + 1) * 106);
    await verifyProof(proof, leafHash(entry), keys);
    expect(decodeEntry(entry)).toMatchObject({ hash: Buffer.from(done.hash, 'base64url') });
  });

  it('gives whoever hands something over a receipt at once, and its proof if they wait for the seal', async () => {
    const caseId = await app.openCase();
    const [key, facts] = [randomUUID(), seizure(caseId, 'AB/1')];
    const ask = () =>
      app.command(
        'SeizeDevice?sealed=true',
        { occurredAt: '2026-01-14T06:00:00.000Z', lateReason: 'Test', ...facts },
        { key },
      );
    const { status, body } = await ask();
    expect(status).toBe(201);
    const signer = await signingKeyFrom(join(app.dataDir, 'receipt.key'), 'localhost/continuity/receipts');
    const receipt = await openReceipt(String(body['receipt']), [verifierKey(signer)]);
    expect(receipt).toMatchObject({ caseId, stream: body['stream'], hash: body['hash'], revision: body['revision'] });
    const proof = parseProof(String(body['proof']));
    const entry = Buffer.from(proof.extra ?? '', 'base64');
    const keys = [verifierKey(await signingKeyFrom(join(app.dataDir, 'signing.key'), 'localhost/continuity'))];
    await verifyProof(proof, leafHash(entry), keys);
    const logKeys = keys.map(({ vkey }) => vkey);
    const check = (note: unknown) =>
      verifyReceipt(String(note), String(body['proof']), logKeys, [verifierKey(signer).vkey]);
    expect(await check(body['receipt'])).toMatchObject({ exit: 0, findings: [] });
    const other = await app.done('SeizeDevice', seizure(caseId, 'AB/2'));
    expect(await check((other as unknown as { receipt: string }).receipt)).toMatchObject({ exit: 12 });
    expect(decodeEntry(entry)).toMatchObject({ hash: Buffer.from(receipt.hash, 'base64url') });
    expect(await ask()).toMatchObject({ status: 201, body: { receipt: body['receipt'] } });

    const { exhibitId, sealNumber } = facts;
    const handed = await app.command('TransferCustody', {
      caseId,
      exhibitId,
      to: 'bell',
      purpose: 'Imaging',
      sealNumber,
    });
    const path = `/exhibits/${exhibitId}/handover-slip?at=${String(handed.body['position'])}`;
    const slip = await app.fetch(path, {}, 'whitlock');
    const [, , , signature = ''] = String(handed.body['receipt']).split('\n');
    expect(await slip.text()).toContain(signature);
  });

  it('serves its newest checkpoint, not to be cached', async () => {
    const answer = await get('/checkpoint');
    expect([answer.status, answer.headers.get('cache-control')]).toStrictEqual([200, 'no-cache']);
    expect(await answer.text()).toMatch(/^localhost\/continuity\n\d+\n/);
  });

  it.each(['/tile/0/999', '/tile/0/1', '/tile/entries/000.p/0', '/tile/x/000', '/tile/0/../0/000'])(
    'knows no tile at %s',
    async (path) => expect((await get(path)).status).toBe(404),
  );

  it('answers plainly about an event that it does not know', async () => {
    expect((await app.send('/api/events/00000000-0000-4000-8000-000000000000/proof')).status).toBe(404);
    expect((await app.send('/api/events/none/proof')).status).toBe(400);
  });
});
