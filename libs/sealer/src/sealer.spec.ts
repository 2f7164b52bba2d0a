import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import pg from 'pg';
import {
  decodeEntry,
  leafHash,
  openCheckpoint,
  parseProof,
  verifierKey,
  verifyCaseRange,
  verifyConsistency,
  verifyProof,
  caseTag,
  type Signer,
} from '#integrity';
import { postgresLedger, type Ledger } from '#ledger';
import { appendMore, newStream, until } from '../../ledger/src/ledger.contract.js';
import { endChildren, startChild } from '../../../test/support/child.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/postgres.js';
import { checkWholeLedger, SealedLog, signingKeyFrom, startSealer, type Sealer } from './index.js';

jest.setTimeout(90_000);
const PROCESS = fileURLToPath(new URL('../test/sealer-process.ts', import.meta.url));

describe('the sealer', () => {
  let database: FreshDatabase;
  let ledger: Ledger;
  let pool: pg.Pool;
  let log: SealedLog;
  let folder: string;
  let key: Signer;
  let sealers: Sealer[];
  let troubles: unknown[][];
  beforeEach(async () => {
    database = await freshDatabase();
    ledger = await postgresLedger({ url: database.url });
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
    log = new SealedLog(pool);
    folder = await mkdtemp(join(tmpdir(), 'continuity-seal-'));
    key = await signingKeyFrom(join(folder, 'seal.key'), 'continuity.test');
    sealers = [];
    troubles = [];
  });
  afterEach(async () => {
    await endChildren();
    await Promise.all(sealers.map((sealer) => sealer.stop()));
    await ledger.close();
    await pool.end();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const start = async (signingKey = key, follows = ledger) => {
    const note = (...told: unknown[]) => void troubles.push(told);
    const quiet = { info: () => undefined, warn: note, error: note };
    const sealer = await startSealer({
      ...{ ledger: follows, url: database.url, signingKey, log: quiet, gatherMs: 5 },
    });
    sealers.push(sealer);
    return sealer;
  };
  const append = (count = 1, stream = newStream()) => appendMore(ledger, stream, count);
  const sealedAll = async () => {
    const head = await ledger.head();
    await until(async () => (await log.checkpoint())?.position === head);
    expect((await log.checkpoint())?.position).toBe(head);
  };
  const check = () => checkWholeLedger(ledger, pool, key);
  /** As somebody who owns the tables would. */
  const tamper = async (sql: string, ...values: unknown[]) => {
    await pool.query('ALTER TABLE ledger.events DISABLE TRIGGER ALL');
    return pool.query(sql, values);
  };

  it('proves every event to be in the log', async () => {
    await start();
    const events = [...(await append(3)), ...(await append(300)), ...(await append(1))];
    await sealedAll();
    for (const event of [events[0], events[150], events[303]]) {
      const proof = parseProof((await log.proofOf(event.id)) ?? '');
      const entry = await log.entry(proof.index);
      expect(decodeEntry(entry)).toMatchObject({
        revision: event.revision,
        hash: Buffer.from(event.hash, 'base64url'),
      });
      const { size } = await verifyProof(proof, leafHash(entry), [verifierKey(key)]);
      expect(size).toBe((await log.checkpoint())?.size);
    }
    expect(await check()).toMatchObject({ events: 304, unsealed: 0, differences: [] });
    expect(troubles).toStrictEqual([]);
  });

  it('knows by its position where an event stands, and by its id that of a log from before', async () => {
    const sealer = await start();
    const events = [...(await append(2)), ...(await append(70))];
    await sealedAll();
    events.push(...(await append(3)));
    await sealedAll();
    await sealer.stop();
    const standsAt = async (id: string) => decodeEntry(await log.entry((await log.leafOf(id)) ?? -1));
    const hashes = events.map(({ hash }) => ({ hash: Buffer.from(hash, 'base64url') }));
    expect(await Promise.all(events.map(({ id }) => standsAt(id)))).toMatchObject(hashes);
    expect((await pool.query('SELECT FROM seal.events')).rows).toHaveLength(0);

    await pool.query('INSERT INTO seal.events SELECT id, position FROM ledger.events WHERE position < 3');
    expect(await Promise.all(events.map(({ id }) => standsAt(id)))).toMatchObject(hashes);
    await tamper(`UPDATE ledger.events SET position = position + 1000 WHERE position = 10`);
    await tamper(`UPDATE ledger.events SET position = 10 WHERE position = 11`);
    await expect(log.proofOf(events[10].id)).rejects.toThrow('another event');
  });

  it('ends when it is told to while it still looks at what was sealed before', async () => {
    await start();
    await append();
    await sealedAll();
    await sealers.pop()?.stop();
    let ended: Promise<void> | undefined;
    const watched: Ledger = {
      append: (stream, expected, events) => ledger.append(stream, expected, events),
      readStream: (stream, from) => ledger.readStream(stream, from),
      readAll: (after, limit) => {
        ended ??= sealers[0]?.stop();
        return ledger.readAll(after, limit);
      },
      head: () => ledger.head(),
      subscribe: (after, keep, options) => ledger.subscribe(after, keep, options),
      subscribeToLinks: (after, keep, options) => ledger.subscribeToLinks(after, keep, options),
      isDense: ledger.isDense,
      close: () => ledger.close(),
    };
    await start(key, watched);
    await until(() => ended !== undefined);
    expect(await Promise.race([ended?.then(() => 'ended'), sleep(5_000, 'goes on')])).toBe('ended');
  });

  it('serves tiles, full and partial, as wide as a checkpoint needs them', async () => {
    await start();
    await append(300);
    await sealedAll();
    const size = (await log.checkpoint())?.size ?? 0;
    expect(await log.tile('tile/0/000')).toHaveLength(8_192);
    expect(await log.tile(`tile/0/001.p/${size - 256}`)).toHaveLength(32 * (size - 256));
    expect(await log.tile('tile/1/000.p/1')).toHaveLength(32);
    expect(await log.tile('tile/entries/000')).toHaveLength(256 * 106);
    expect(await log.tile(`tile/0/001.p/${size - 255}`)).toBeUndefined();
    expect(await log.tile('tile/2/000')).toBeUndefined();
  });

  it('commits to the heads of every stream of a case', async () => {
    await start();
    const [first] = await append(4);
    const [other] = await append(2);
    await sealedAll();
    const size = (await log.checkpoint())?.size ?? 0;
    const map = decodeEntry(await log.entry(size - 1));
    const root = map.is === 'heads' ? map.root : Buffer.alloc(0);
    const heads = verifyCaseRange(
      caseTag(first.caseId),
      (await log.replay(size, caseTag(first.caseId))).heads.caseRange(caseTag(first.caseId)),
      root,
    );
    expect(heads?.map(({ count }) => count)).toStrictEqual([4]);
    expect((await log.caseStreams(other.caseId)).map(({ stream }) => stream)).toStrictEqual([other.stream]);
  });

  it('leaves sealing to one of several, and another takes over', async () => {
    const first = await start();
    await until(() => first.lag().active);
    const second = await start();
    await append(2);
    await sealedAll();
    expect([first.lag().active, second.lag().active]).toStrictEqual([true, false]);
    await first.stop();
    await append(2);
    await sealedAll();
    expect(second.lag().active).toBe(true);
    expect((await check()).differences).toStrictEqual([]);
  });

  it('is killed again and again and never forks the log', async () => {
    const seen = new Map<string, string>();
    let appending = true;
    const appends = (async () => {
      const streams = Array.from({ length: 5 }, newStream);
      while (appending) await append(randomInt(1, 40), streams[randomInt(5)]);
    })();
    for (let kill = 0; kill < 12; kill += 1) {
      const child = startChild(PROCESS, { args: [database.url, join(folder, 'seal.key')] });
      await child.line(/^sealing$/);
      const before = (await log.checkpoint())?.size ?? 0;
      await until(async () => ((await log.checkpoint())?.size ?? 0) > before);
      for (const until_ = Date.now() + randomInt(30, 200); Date.now() < until_; await sleep(5)) {
        const { note } = (await log.checkpoint()) ?? { note: '' };
        seen.set(note, note);
      }
      expect(child.stderr).toBe('');
      await child.kill();
    }
    appending = false;
    await appends;
    await start();
    await sealedAll();
    expect(await check()).toMatchObject({ unsealed: 0, differences: [] });
    const last = await openCheckpoint((await log.checkpoint())?.note ?? '', [verifierKey(key)]);
    expect(seen.size).toBeGreaterThan(12);
    for (const note of seen.keys()) {
      const earlier = await openCheckpoint(note, [verifierKey(key)]);
      expect(verifyConsistency(earlier, last, await log.consistency(earlier.size, last.size))).toBe(true);
    }
  });

  it('signs a tree that was stored when its sealer died before signing', async () => {
    const first = await start();
    await append(5);
    await sealedAll();
    await first.stop();
    const before = await log.checkpoint();
    await pool.query('UPDATE seal.checkpoints SET note = NULL WHERE size = $1', [before?.size]);
    await start();
    await sealedAll();
    expect(await log.checkpoint()).toStrictEqual(before);
  });

  describe('refuses to sign more', () => {
    const stopped = async () => {
      const sealer = await start();
      await sealedAll();
      const head = await ledger.head();
      await until(() => sealer.lag().position === head);
      expect(sealer.lag()).toStrictEqual({ position: head, active: true, refusal: undefined });
      await sealer.stop();
    };
    const refusal = async (signingKey = key) => {
      const before = await log.checkpoint();
      const sealer = await start(signingKey);
      await until(() => sealer.lag().refusal !== undefined);
      expect(await log.checkpoint()).toStrictEqual(before);
      return sealer.lag().refusal?.message;
    };
    beforeEach(async () => {
      await append(3);
      await append(300);
      await stopped();
    });

    it('when the key is another', async () => {
      const other = await signingKeyFrom(join(folder, 'other.key'), 'continuity.test');
      expect(await refusal(other)).toContain('not signed by this key');
    });

    it('when a stored hash is another', async () => {
      await pool.query(
        `UPDATE seal.tiles SET bytes = set_byte(bytes, 3, get_byte(bytes, 3) # 1) WHERE level = 0 AND index = 1`,
      );
      expect(await refusal()).toContain('another root');
    });

    it('when the recorded root is another', async () => {
      await append(2);
      await stopped();
      await pool.query(
        'UPDATE seal.checkpoints SET root = decode(repeat($1, 32), $2), note = NULL WHERE size = (SELECT max(size) FROM seal.checkpoints)',
        ['00', 'hex'],
      );
      expect(await refusal()).toContain('another root');
    });

    it('when the heads of streams are not those committed to', async () => {
      await pool.query('UPDATE seal.streams SET count = count - 1 WHERE count = 3');
      expect(await refusal()).toContain('heads of the streams');
    });

    it('when the ledger was rolled back', async () => {
      await tamper('DELETE FROM ledger.events WHERE position = (SELECT max(position) FROM ledger.events)');
      expect(await refusal()).toContain('ends before');
    });

    it('when the ledger was rolled back and went another way', async () => {
      await tamper('DELETE FROM ledger.events WHERE position = (SELECT max(position) FROM ledger.events)');
      await append(1);
      expect(await refusal()).toContain('another event');
    });

    it('when the ledger is cut back while it seals', async () => {
      const sealer = await start();
      await until(() => sealer.lag().active);
      await tamper('DELETE FROM ledger.events WHERE position = (SELECT max(position) FROM ledger.events)');
      const before = await log.checkpoint();
      await append(2);
      await until(() => sealer.lag().refusal !== undefined);
      expect(sealer.lag().refusal?.message).toContain('another event');
      expect(await log.checkpoint()).toStrictEqual(before);
    });

    it('when an event is there that does not follow', async () => {
      const [event] = await append(1);
      await tamper(
        `INSERT INTO ledger.events SELECT position + 1, revision + 2, stream, gen_random_uuid(), type, data, metadata
         FROM ledger.events WHERE id = $1`,
        event.id,
      );
      const sealer = await start();
      await until(() => sealer.lag().refusal !== undefined);
      expect(sealer.lag().refusal?.message).toMatch(/own hash|missing/);
      // It tries again and again, and says so all the while.
      const told = troubles.length;
      while (troubles.length < told + 2) {
        expect(sealer.lag().refusal).toBeDefined();
        await sleep(1);
      }
    });
  });

  describe('check of the whole ledger names', () => {
    beforeEach(async () => {
      await append(3);
      await append(3);
      await start();
      await sealedAll();
    });
    const whats = async () => (await check()).differences.map(({ what }) => what);

    it.each([
      [
        'an altered fact',
        `UPDATE ledger.events SET data = '{"location":"Shelf 9","sealIntact":true}' WHERE position = 2`,
        /location is not what was committed to/,
      ],
      [
        'an altered envelope',
        `UPDATE ledger.events SET type = 'DeviceReturned' WHERE position = 5`,
        /its hash is not that of its envelope/,
      ],
      ['a deleted event', 'DELETE FROM ledger.events WHERE position = 2', /not in the ledger any more/],
      ['a deleted end', 'DELETE FROM ledger.events WHERE position = 6', /not in the ledger any more/],
      [
        'an altered tile',
        `UPDATE seal.tiles SET bytes = set_byte(bytes, 3, get_byte(bytes, 3) # 1)`,
        /tile 0\/0 is not/,
      ],
      [
        'an altered entry',
        `UPDATE seal.bundles SET bytes = set_byte(bytes, 170, get_byte(bytes, 170) # 1)`,
        /is not the event that was sealed|another root/,
      ],
      [
        'a checkpoint of another size',
        `UPDATE seal.checkpoints SET size = size + 1`,
        /no checkpoint|missing|another root/,
      ],
    ])('%s', async (_, sql, named) => {
      await tamper(sql);
      expect((await whats()).some((what) => named.test(what))).toBe(true);
    });
  });

  it('keeps its key from everybody but its owner', async () => {
    const file = join(folder, 'seal.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await signingKeyFrom(file, 'continuity.test')).publicKey).toStrictEqual(key.publicKey);
    await chmod(file, 0o640);
    await expect(signingKeyFrom(file, 'continuity.test')).rejects.toThrow('chmod 600');
  });
});
