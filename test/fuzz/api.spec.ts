import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { DEMONSTRATION_PEOPLE } from '#access';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';
import { faultsOf } from '../support/openapi.js';
import { fuzzedRequests, type Fuzzed } from './requests.js';

/** Other ones in every run. `FUZZ_REQUESTS=20000` takes some two minutes. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 5_000);
const AT_ONCE = 50;
/** What an answer must never show of what is behind it. */
const INSIDES = /node_modules|\bat .{1,80}\.(ts|js):\d+|SELECT .* FROM|postgres:\/\//;

describe('whatever the API is sent', () => {
  let continuity: ContinuityUnderTest;
  let known: readonly string[];
  let secrets: readonly string[];
  beforeAll(async () => {
    continuity = await ContinuityUnderTest.start();
    const caseId = await continuity.openCase();
    const device = seizure(caseId, 'FZ/1');
    const { events } = await continuity.done('SeizeDevice', device);
    known = [caseId, device.exhibitId, ...events.map(({ id }) => id)];
    const masterKey = await readFile(join(continuity.dataDir, 'master.key'));
    secrets = [
      masterKey.toString('hex'),
      masterKey.toString('base64'),
      masterKey.toString().trim(),
      continuity.dataDir,
    ];
  });
  afterAll(() => continuity?.stop());

  const refused = new Set<string>();
  const taken = new Set<string>();

  async function faultsOfAnswer({ method, path, headers, body }: Fuzzed): Promise<readonly string[]> {
    const {
      status,
      type,
      body: answer,
    } = await continuity.send(path, { method, headers, ...(body === undefined ? {} : { body }) });
    const said = JSON.stringify(answer);
    const key = headers['idempotency-key'];
    if (method === 'POST' && key !== undefined) (status === 201 ? taken : refused).add(key.toLowerCase());
    const shown = secrets.filter((secret) => said.includes(secret));
    // A path whose parameter holds a slash or nothing is another address.
    const elsewhere = status === 404 && !type?.includes('json');
    return [
      ...(status >= 500 ? [`is answered ${status}`] : []),
      ...(INSIDES.test(said) ? ['shows its insides'] : []),
      ...(shown.length > 0 ? ['shows a secret'] : []),
      ...(type?.includes('json') || elsewhere
        ? []
        : type?.startsWith('text/plain') || type?.includes('octet')
          ? []
          : [`is answered as ${type}`]),
      ...(type?.includes('json') ? faultsOf(path, method, status, answer) : []),
    ];
  }

  it(`is answered as promised, without a fault of ours, a secret or a stack: ${REQUESTS} requests`, async () => {
    const tokens = await Promise.all(
      DEMONSTRATION_PEOPLE.map(async ({ id }) => `Bearer ${await continuity.token(id)}`),
    );
    const requests = fc.array(fuzzedRequests(known, tokens), { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(requests, async (batch) => {
        const faults = await Promise.all(batch.map((request) => faultsOfAnswer(request)));
        const wrong = batch.flatMap((request, index) =>
          faults[index]?.length ? [{ request, faults: faults[index] }] : [],
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: REQUESTS / AT_ONCE, endOnFailure: true },
    );
  }, 300_000);

  it('leaves no event of what was refused', async () => {
    const client = new Client({ connectionString: continuity.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ id: string }>(`SELECT metadata->>'commandId' AS id FROM ledger.events`);
    await client.end();
    const recorded = new Set(rows.map(({ id }) => id));
    expect(recorded.size).toBeGreaterThan(20);
    expect(refused.size).toBeGreaterThan(REQUESTS / 10);
    expect([...refused].filter((key) => recorded.has(key) && !taken.has(key))).toEqual([]);
  });
});
