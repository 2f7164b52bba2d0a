import { decodeEntry, leafHash, openCheckpoint, parseProof, tilePath, verifierKey, verifyProof } from '#integrity';
import { signingKeyFrom } from '#sealer';
import { join } from 'node:path';
import { until } from '../../libs/ledger/src/ledger.contract.js';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';

describe('the sealed log, as anybody may follow it', () => {
  let app: ContinuityUnderTest;
  beforeAll(async () => (app = await ContinuityUnderTest.start()));
  afterAll(() => app.stop());
  const get = (path: string) => fetch(`${app.url}${path}`);

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
