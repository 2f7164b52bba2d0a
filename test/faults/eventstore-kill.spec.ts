import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { eventStoreLedger, START, type Ledger, type LedgerEvent } from '#ledger';
import { newStream, readAllAfter, until } from '../../libs/ledger/src/ledger.contract.js';
import { networkTo, type Network } from '../../libs/ledger/src/postgres/network.contract.js';
import { endChildren, startChild, type Child } from '../support/child.js';
import { acknowledgedIn, expectStoredOnce } from './acknowledged.js';

jest.setTimeout(180_000);

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The server is the tests' double: what is killed for good is its process, what is tried is the ledger's side of the wire. */
describe('a ledger in EventStoreDB, played by a double in a process of its own', () => {
  let folder: string;
  let server: Child;
  let serverUrl: string;
  let network: Network;
  let ledger: Ledger;
  const shared = newStream();

  const startServer = async () => {
    server = startChild(beside('../support/eventstore-double/server.ts'), { args: [join(folder, 'log')] });
    serverUrl = (await server.line(/^ready (.+)$/))[1] ?? '';
  };
  const startWriter = async (name: string) => {
    await mkdir(join(folder, name));
    const child = startChild(beside('ledger-writer.ts'), { args: [network.url, join(folder, name), shared] });
    await child.line(/^writing$/);
    return child;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'continuity-eventstore-kill-'));
    await startServer();
    network = await networkTo(() => serverUrl);
    ledger = await eventStoreLedger({ url: network.url, patienceMs: 30_000 });
  });
  afterAll(async () => {
    await ledger?.close();
    await network?.close();
    await endChildren();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('has what it acknowledged once, and shows it once, after kills of the server and of those who write', async () => {
    const seen: LedgerEvent[] = [];
    ledger.subscribe(START, (page) => Promise.resolve(void seen.push(...page)));
    const more = async () => {
      const [acknowledged, shown] = [await acknowledgedIn(folder), seen.length];
      await until(async () => (await acknowledgedIn(folder)) > acknowledged + 20 && seen.length > shown);
    };
    const lasting = await startWriter('lasting');
    for (let kill = 0; kill < 4; kill += 1) {
      const brief = await startWriter(`brief-${kill}`);
      await more();
      await sleep(randomInt(100));
      await brief.kill();
      await server.kill();
      await startServer();
    }
    await more();
    expect(await lasting.endInput()).toStrictEqual({ code: 0, signal: null });
    await expectStoredOnce(folder, ledger, shared);
    const stored = await readAllAfter(ledger, START);
    await until(() => seen.length >= stored.length);
    expect(seen).toStrictEqual(stored);
  });
});
