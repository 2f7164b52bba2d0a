import pg from 'pg';
import { freshDatabase } from './postgres.js';

describe('a fresh database', () => {
  it('is empty and apart from another, and goes although somebody is still connected', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    const client = new pg.Client({ connectionString: one.url });
    const cut = new Promise<string>((tell) => client.on('error', (error) => tell(error.message)));
    await client.connect();
    await client.query('CREATE TABLE seal (number text)');
    const elsewhere = new pg.Client({ connectionString: other.url });
    await elsewhere.connect();
    expect((await elsewhere.query(`SELECT to_regclass('seal') AS seal`)).rows).toEqual([{ seal: null }]);
    await elsewhere.end();

    await Promise.all([one.drop(), other.drop()]);
    expect(await cut).toMatch(/terminat/);
    const gone = new pg.Client({ connectionString: one.url });
    await expect(gone.connect()).rejects.toThrow('does not exist');
    await one.drop();
  });
});
