import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { postgresLedger, START } from '#ledger';
import { newStream, readAllAfter } from '../../libs/ledger/src/ledger.contract.js';
import { networkTo, type Network } from '../../libs/ledger/src/postgres/network.contract.js';
import { endChildren, startChild, type Child } from '../support/child.js';
import { acknowledgedIn, expectStoredOnce } from './acknowledged.js';

jest.setTimeout(120_000);

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('what a ledger on a durable PostgreSQL acknowledged', () => {
  let folder: string;
  let server: Child;
  let serverUrl: string;
  let network: Network;
  const shared = newStream();
  let folders = 0;

  const startServer = async () => {
    server = startChild(beside('../support/postgres-server.ts'), { args: [join(folder, 'data')] });
    serverUrl = (await server.line(/^ready (.+)$/))[1] ?? '';
  };
  const startWriter = async () => {
    folders += 1;
    const notes = join(folder, `writer-${folders}`);
    await mkdir(notes);
    const child = startChild(beside('ledger-writer.ts'), { args: [network.url, notes, shared] });
    await child.line(/^writing$/);
    return child;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'continuity-kill-'));
    await startServer();
    network = await networkTo(() => serverUrl);
  });
  afterAll(async () => {
    await network.close();
    await endChildren();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is there once, in order, without gaps, after 50 kills of the processes that wrote it', async () => {
    let kills = 0;
    for (const together of [1, 2]) {
      for (let round = 0; round < (together === 1 ? 20 : 15); round += 1) {
        const writers = await Promise.all(Array.from({ length: together }, startWriter));
        for (const writer of writers) {
          await sleep(randomInt(50, 250));
          await writer.kill();
          kills += 1;
        }
      }
    }
    expect(kills).toBe(50);
    await expectAllThere();
  });

  it('is there once, in order, without gaps, after kills of PostgreSQL itself, and its writer goes on', async () => {
    const writer = await startWriter();
    const kills = 4;
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(randomInt(200, 400));
      const before = await acknowledgedIn(folder);
      const postmaster = await readFile(join(folder, 'data', 'postgres', 'postmaster.pid'), 'ascii');
      process.kill(Number(postmaster.split('\n')[0]), 'SIGKILL');
      await server.exit;
      await startServer();
      for (const end = Date.now() + 60_000; (await acknowledgedIn(folder)) === before; await sleep(100))
        if (Date.now() > end) throw new Error(`The writer does not go on:\n${writer.output}${server.output}`);
    }
    expect(await writer.endInput()).toStrictEqual({ code: 0, signal: null });
    await expectAllThere();
  });

  async function expectAllThere(): Promise<void> {
    const ledger = await postgresLedger({ url: serverUrl });
    try {
      await expectStoredOnce(folder, ledger, shared);
      const stored = await readAllAfter(ledger, START);
      expect(stored.findIndex(({ position }, index) => position !== index + 1)).toBe(-1);
    } finally {
      await ledger.close();
    }
  }
});
