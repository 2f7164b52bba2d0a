import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEY_FRESH_FOR_MS, SubjectErased, type SubjectKeys } from '../subject-keys.js';
import { postgresSubjectKeys, WrongMasterKey } from './postgres-subject-keys.js';
import { Scratch } from './scratch.contract.js';

describe('the keys of data subjects', () => {
  const masterKey = new Uint8Array(randomBytes(32));
  let scratch: Scratch;
  let keys: SubjectKeys;
  let others: SubjectKeys;
  beforeEach(async () => {
    scratch = await Scratch.make();
    [keys, others] = await Promise.all([0, 1].map(() => postgresSubjectKeys({ url: scratch.url, masterKey })));
  });
  afterEach(async () => {
    await Promise.all([keys.close(), others.close()]);
    await scratch.end();
  });

  it('are 32 bytes, another for each subject, and the same in every process', async () => {
    const key = await keys.keyFor('suspect-1');
    expect(key).toHaveLength(32);
    expect(await others.keyFor('suspect-1')).toStrictEqual(key);
    expect(await others.keyFor('suspect-2')).not.toStrictEqual(key);
    expect(await keys.keysOf(['suspect-1', 'suspect-3'])).toStrictEqual(new Map([['suspect-1', key]]));
  });

  it('are one key when many ask for it at once', async () => {
    const asked = Array.from({ length: 40 }, (_, index) => (index % 2 ? keys : others).keyFor('suspect-1'));
    const hex = (await Promise.all(asked)).map((key) => Buffer.from(key).toString('hex'));
    expect(new Set(hex).size).toBe(1);
  });

  it('are nowhere in the database as they are', async () => {
    const key = await keys.keyFor('suspect-1');
    const client = await scratch.client();
    const { rows } = await client.query<{ wrapped: Buffer }>('SELECT wrapped FROM keys.subjects');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.wrapped.includes(Buffer.from(key))).toBe(false);
  });

  it('cannot be used under another master key, or for another subject', async () => {
    await keys.keyFor('suspect-1');
    const stranger = postgresSubjectKeys({ url: scratch.url, masterKey: new Uint8Array(randomBytes(32)) });
    await expect(stranger).rejects.toThrow(WrongMasterKey);
    const client = await scratch.client();
    await client.query(`INSERT INTO keys.subjects (subject, wrapped) SELECT 'suspect-2', wrapped FROM keys.subjects`);
    await expect(others.keyFor('suspect-2')).rejects.toThrow('was not wrapped under this master key');
  });

  it('are gone for ever once destroyed: at once here, within a second elsewhere', async () => {
    await others.keyFor('suspect-1');
    await keys.keyFor('suspect-1');
    await keys.destroy('suspect-1');
    await keys.destroy('suspect-1');
    await expect(keys.keyFor('suspect-1')).rejects.toThrow(new SubjectErased('suspect-1'));
    await sleep(KEY_FRESH_FOR_MS + 10);
    await expect(others.keyFor('suspect-1')).rejects.toThrow(SubjectErased);
    expect(await others.keysOf(['suspect-1'])).toStrictEqual(new Map());
    const client = await scratch.client();
    const { rows } = await client.query('SELECT wrapped, destroyed_at FROM keys.subjects');
    expect(rows).toMatchObject([{ wrapped: null, destroyed_at: expect.any(Date) as Date }]);
  });

  it('are never made for a subject that was erased before it had one', async () => {
    await keys.destroy('suspect-1');
    await expect(others.keyFor('suspect-1')).rejects.toThrow(SubjectErased);
  });
});
