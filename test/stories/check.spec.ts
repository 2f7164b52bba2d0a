import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { SCHEMA } from '#read-models';
import { cosignerFrom } from '#sealer';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';
import { until } from '../../libs/ledger/src/ledger.contract.js';
import { endChildren, startChild } from '../support/child.js';

const CHECK = fileURLToPath(new URL('../../apps/continuity/src/check.ts', import.meta.url));

describe('npm run check', () => {
  afterEach(endChildren);

  it('finds nothing in a sound product, and names what somebody changed in its database', async () => {
    const app = await ContinuityUnderTest.start();
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      const caseId = await app.openCase();
      await app.done('SeizeDevice', seizure(caseId, 'AB/1'));
      const check = async () => {
        const child = startChild(CHECK, {
          env: { DATA_DIR: app.dataDir, DATABASE_URL: app.databaseUrl, LOG_LEVEL: 'silent' },
        });
        return { ...(await child.exit), output: child.output };
      };
      const page = async (path: string) => (await app.fetch(path)).text();
      const metric = async () =>
        Number(/^continuity_integrity_differences (\S+)$/m.exec(await page('/metrics'))?.[1] ?? NaN);
      await app.fetch('/integrity/check', {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      });
      await until(async () => (await metric()) === 0);
      expect(await metric()).toBe(0);
      expect(await page('/integrity')).toMatch(/nothing differs/);
      const cosigner = await cosignerFrom(join(app.dataDir, 'signing.key.ml-dsa-44'), 'localhost/continuity');
      expect(await page('/integrity')).toContain(cosigner.vkey);
      expect(await page('/cases')).not.toContain('The last check found');
      expect(await check()).toMatchObject({ code: 0, output: expect.stringContaining('Nothing differs.') });
      await client.query(`
        ALTER TABLE ledger.events DISABLE TRIGGER ALL;
        UPDATE ledger.events SET data = '{"location":"elsewhere"}' WHERE type = 'DeviceSeized';
        UPDATE ${SCHEMA}.exhibits SET holder_id = 'nobody'`);
      await app.fetch('/integrity/check', {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      });
      await until(async () => (await metric()) > 0);
      expect(await metric()).toBeGreaterThan(0);
      expect(await page('/integrity')).toMatch(/location is not what was committed to/);
      await until(async () => (await page('/cases')).includes('The last check found'));
      expect(await page('/cases')).toContain('The last check found');
      const { code, output } = await check();
      expect([code, output]).toStrictEqual([
        1,
        expect.stringMatching(/location is not what was committed to.*read model exhibits/s),
      ]);
    } finally {
      await client.end();
      await app.stop();
    }
  });
});
