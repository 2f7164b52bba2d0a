import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import pg from 'pg';
import {
  decodeEntry,
  leafHash,
  openCheckpoint,
  parseProof,
  verifierKey,
  verifyConsistency,
  verifyProof,
} from '#integrity';
import { type Ledger } from '#ledger';
import { DoubledStore } from '../../ledger/src/eventstore/stores.contract.js';
import { appendMore, newStream, until } from '../../ledger/src/ledger.contract.js';
import { freshDatabase } from '../../../test/support/postgres.js';
import { checkWholeLedger, SealedLog, signingKeyFrom, startSealer, type Sealer } from './index.js';

jest.setTimeout(60_000);

describe('the sealer of a ledger in EventStoreDB, played by a double', () => {
  let [ends, sealer]: [(() => unknown)[], Sealer | undefined] = [[], undefined];
  afterEach(async () => {
    await sealer?.stop();
    for (const end of ends.splice(0).reverse()) await end();
  });

  it('numbers the leaves itself, without a gap, over restarts of its own and of the store, and proves them', async () => {
    const database = await freshDatabase();
    ends = [() => database.drop()];
    const folder = await mkdtemp(join(tmpdir(), 'continuity-seal-'));
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
    const store = await DoubledStore.make();
    ends.push(
      () => rm(folder, { recursive: true }),
      () => pool.end(),
      () => store.end(),
    );
    const ledger: Ledger = await store.ledger();
    const signingKey = await signingKeyFrom(join(folder, 'seal.key'), 'continuity.test');
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const start = async () =>
      (sealer = await startSealer({ ledger, url: database.url, signingKey, log: quiet, gatherMs: 5 }));
    const log = new SealedLog(pool);
    const [first, second] = [newStream(), newStream()];
    const append = (stream: string, count: number) => appendMore(ledger, stream, count);
    const sealedAll = async () => {
      const head = await ledger.head();
      await until(async () => (await log.checkpoint())?.position === head);
      return openCheckpoint((await log.checkpoint())?.note ?? '', [verifierKey(signingKey)]);
    };

    await start();
    const events = [...(await append(first, 3)), ...(await append(second, 300))];
    const before = await sealedAll();
    await sealer?.stop();
    events.push(...(await append(first, 5)));
    const { size } = await start().then(sealedAll);
    store.double.stop();
    await store.double.restart();
    events.push(...(await append(second, 7)));
    const after = await sealedAll();

    expect(size).toBeGreaterThan(before.size);
    expect(verifyConsistency(before, after, await log.consistency(before.size, after.size))).toBe(true);
    const { rows } = await pool.query<{ id: string; leaf: string }>('SELECT id, leaf FROM seal.events ORDER BY leaf');
    expect(rows.map(({ id }) => id)).toStrictEqual(events.map(({ id }) => id));
    // Heads and the key stand between the events: the tree has no other leaves.
    const entries = await Promise.all(Array.from({ length: after.size }, (_, leaf) => log.entry(leaf)));
    const isEvent = entries.map((entry) => decodeEntry(entry).is === 'event');
    expect(rows.map(({ leaf }) => Number(leaf))).toStrictEqual(isEvent.flatMap((is, leaf) => (is ? [leaf] : [])));
    for (const { id, hash, revision } of [events[0], events[150], events[305], events[314]]) {
      const proof = parseProof((await log.proofOf(id)) ?? '');
      expect(decodeEntry(entries[proof.index])).toMatchObject({ revision, hash: Buffer.from(hash, 'base64url') });
      expect(await verifyProof(proof, leafHash(entries[proof.index]), [verifierKey(signingKey)])).toMatchObject({
        size: after.size,
      });
    }
    const positions = (await ledger.readAll(0, 1_000)).map(({ position }) => position);
    expect(positions.at(-1)).toBeGreaterThan(events.length);
    expect(await checkWholeLedger(ledger, pool, signingKey)).toMatchObject({
      events: 315,
      unsealed: 0,
      differences: [],
    });
  });
});
