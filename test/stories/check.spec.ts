import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { SCHEMA } from '#read-models';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';
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
      expect(await check()).toMatchObject({ code: 0, output: expect.stringContaining('Nothing differs.') });
      await client.query(`
        ALTER TABLE ledger.events DISABLE TRIGGER ALL;
        UPDATE ledger.events SET data = '{"location":"elsewhere"}' WHERE position = (SELECT max(position) FROM ledger.events);
        UPDATE ${SCHEMA}.exhibits SET holder_id = 'nobody'`);
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
