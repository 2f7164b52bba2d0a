import pg from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../../test/support/postgres.js';
import { DEMONSTRATION_PEOPLE, type PersonOnDuty } from '../people.js';
import { BackOff } from './back-off.js';
import { knownPeople } from './known-people.js';
import { demonstrationKey } from './local-provider.js';
import { migrateSignIn } from './migrations.js';
import { ABSOLUTE_MS, IDLE_MS, Sessions } from './sessions.js';

const [OKAFOR, WHITLOCK] = DEMONSTRATION_PEOPLE as [PersonOnDuty, PersonOnDuty];
const MINUTE_MS = 60_000;

describe('what sign-in keeps in the database', () => {
  let database: FreshDatabase;
  let pool: pg.Pool;
  let now = Date.parse('2026-11-28T09:00:00Z');
  let sessions: Sessions;
  const count = async () => (await pool.query('SELECT 1 FROM sign_in.sessions')).rowCount;
  beforeAll(async () => {
    database = await freshDatabase();
    await migrateSignIn(database.url);
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
    sessions = new Sessions(pool, () => now);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('is a session for each sign-in, known to every process, and not what its cookie holds', async () => {
    const [one, other] = [await sessions.begin(OKAFOR, 'token'), await sessions.begin(OKAFOR, 'token')];
    expect(one).toMatch(/^[\w-]{43}$/);
    expect(one).not.toBe(other);
    expect(await new Sessions(pool, () => now).find(one, true)).toEqual(OKAFOR);
    expect(await sessions.find('a guess', true)).toBeUndefined();
    const { rows } = await pool.query<{ row: string }>('SELECT s::text AS row FROM sign_in.sessions s');
    expect(rows.map(({ row }) => row).join()).not.toContain(one);
  });

  it('is a session that ends when it is not used, whatever an open page asks for by itself', async () => {
    const [used, open] = [await sessions.begin(OKAFOR, 'token'), await sessions.begin(WHITLOCK, 'token')];
    for (let passed = 0; passed < IDLE_MS; passed += 10 * MINUTE_MS) {
      now += 10 * MINUTE_MS;
      await sessions.find(used, true);
      await sessions.find(open, false);
    }
    expect(await sessions.find(used, true)).toEqual(OKAFOR);
    expect(await sessions.find(open, true)).toBeUndefined();
  });

  it('is a session that ends after a shift even when it is used, and is removed then', async () => {
    const secret = await sessions.begin(OKAFOR, 'token');
    for (let passed = 0; passed < ABSOLUTE_MS - IDLE_MS; passed += 20 * MINUTE_MS) {
      now += 20 * MINUTE_MS;
      expect(await sessions.find(secret, true)).toEqual(OKAFOR);
    }
    now += 21 * MINUTE_MS;
    await sessions.find(secret, true);
    now += 20 * MINUTE_MS;
    expect(await sessions.find(secret, true)).toBeUndefined();
    await sessions.begin(WHITLOCK, 'token');
    expect(await count()).toBe(1);
  });

  it('is a session that ends at sign-out, for good', async () => {
    const secret = await sessions.begin(OKAFOR, 'the ID token');
    expect(await sessions.end(secret)).toBe('the ID token');
    expect(await sessions.find(secret, true)).toBeUndefined();
    expect(await sessions.end(secret)).toBeUndefined();
  });

  it('is who has come, as they were last, for other processes too', async () => {
    const people = await knownPeople(pool, () => undefined);
    await people.came(OKAFOR);
    await people.came({ ...OKAFOR, unit: 'Elsewhere' });
    expect(people.find(OKAFOR.id)).toMatchObject({ unit: 'Elsewhere' });
    const others = await knownPeople(pool, () => undefined);
    expect(others.all()).toEqual([{ ...OKAFOR, unit: 'Elsewhere' }]);
    expect(others.find('nobody')).toBeUndefined();
    people.close();
    others.close();
  });

  it('is one key of the demonstration, whoever asks first', async () => {
    const [one, other] = await Promise.all([demonstrationKey(pool), demonstrationKey(pool)]);
    expect(one).toEqual(other);
    expect(await demonstrationKey(pool)).toEqual(one);
  });
});

describe('whoever fails to sign in again and again', () => {
  it('waits twice as long each time, to a minute, and others do not wait', () => {
    let now = 0;
    const backOff = new BackOff(() => now);
    const failed = (times: number) => {
      for (let time = 0; time < times; time += 1) backOff.failed('10.0.0.1');
      return backOff.waits('10.0.0.1');
    };
    expect([failed(5), failed(1), failed(1), failed(1), failed(20)]).toEqual([0, 1, 2, 4, 60]);
    expect(backOff.waits('10.0.0.2')).toBe(0);
    now += 59_001;
    expect(backOff.waits('10.0.0.1')).toBe(1);
    now += 1_000;
    expect(backOff.waits('10.0.0.1')).toBe(0);
    expect(failed(1)).toBe(60);
    now += 3_600_000;
    expect(failed(1)).toBe(0);
    backOff.succeeded('10.0.0.1');
    expect(failed(5)).toBe(0);
  });
});
