import { freshDatabase, type FreshDatabase } from '../../../../test/support/postgres.js';
import { migrate } from './migrate.js';
import { connect } from './session.js';

describe('bringing a database up to date', () => {
  let database: FreshDatabase;
  const clients: Awaited<ReturnType<typeof connect>>[] = [];
  const client = async () => {
    const one = await connect(database.url, 'test');
    clients.push(one);
    return one;
  };
  const applied = async () =>
    (await (await client()).query<{ name: string; number: number }>('SELECT name, number FROM migrations.applied'))
      .rows;

  beforeEach(async () => (database = await freshDatabase()));
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((one) => one.end()));
    await database.drop();
  });

  const steps = ['CREATE TABLE exhibit (n int)', 'ALTER TABLE exhibit ADD COLUMN seal text'];

  it('runs each step once, in order, and remembers it', async () => {
    const one = await client();
    await migrate(one, 'exhibits', steps.slice(0, 1));
    await migrate(one, 'exhibits', steps);
    await migrate(one, 'exhibits', steps);
    await migrate(one, 'others', ['CREATE TABLE other (n int)']);
    expect(await applied()).toStrictEqual([
      { name: 'exhibits', number: 1 },
      { name: 'exhibits', number: 2 },
      { name: 'others', number: 1 },
    ]);
  });

  it('is done once when several processes start at once', async () => {
    const several = await Promise.all(Array.from({ length: 6 }, client));
    await Promise.all(several.map((one) => migrate(one, 'exhibits', steps)));
    expect(await applied()).toHaveLength(2);
  });

  it('leaves the database as it was when a step fails', async () => {
    const one = await client();
    await expect(migrate(one, 'exhibits', [...steps, 'SELECT * FROM nowhere'])).rejects.toThrow('nowhere');
    expect((await one.query(`SELECT to_regclass('exhibit') AS exhibit`)).rows).toStrictEqual([{ exhibit: null }]);
    await migrate(one, 'exhibits', steps);
    expect(await applied()).toHaveLength(2);
  });

  it('refuses a step that was edited after it ran, and a database of a newer version', async () => {
    const one = await client();
    await migrate(one, 'exhibits', steps);
    await expect(migrate(one, 'exhibits', ['CREATE TABLE exhibit (n bigint)'])).rejects.toThrow(
      'The database has step 2 of exhibits; this version knows 1',
    );
    await expect(migrate(one, 'exhibits', [...steps].reverse())).rejects.toThrow('Step 1 of exhibits was edited');
  });
});
