import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { checkStream, type RecordedEvent } from '#integrity';
import { postgresLedger, START, type Ledger, type LedgerEvent } from '#ledger';
import { newStream, readAllAfter } from '../../libs/ledger/src/ledger.contract.js';
import { networkTo, type Network } from '../../libs/ledger/src/postgres/network.contract.js';
import { endChildren, startChild, type Child } from '../support/child.js';

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
      const before = await acknowledgedSoFar();
      const postmaster = await readFile(join(folder, 'data', 'postgres', 'postmaster.pid'), 'ascii');
      process.kill(Number(postmaster.split('\n')[0]), 'SIGKILL');
      await server.exit;
      await startServer();
      while ((await acknowledgedSoFar()) === before) await sleep(100);
    }
    expect(await writer.endInput()).toStrictEqual({ code: 0, signal: null });
    await expectAllThere();
  });

  const notes = async (name: RegExp): Promise<readonly string[]> => {
    const files = (await readdir(folder, { recursive: true })).filter((file) => name.test(file));
    return Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  };
  const acknowledgements = async () =>
    (await notes(/acknowledged$/)).flatMap((text) => text.slice(0, text.lastIndexOf('\n')).split('\n')).filter(Boolean);
  const acknowledgedSoFar = async () => (await acknowledgements()).length;

  async function expectAllThere(): Promise<void> {
    const ledger = await postgresLedger({ url: serverUrl });
    try {
      const acknowledged = await acknowledgements();
      expect(acknowledged.length).toBeGreaterThan(100);
      const stored = await readAllAfter(ledger, START);
      expectGaplessAndWhole(stored);
      const places = new Set(
        stored.map(({ id, stream, revision, position }) => `${id} ${stream} ${revision} ${position}`),
      );
      expect(acknowledged.filter((place) => !places.has(place))).toStrictEqual([]);
      expect(new Set(acknowledged).size).toBe(acknowledged.length);
      await expectSentAgainIsStoredOnce(ledger);
    } finally {
      await ledger.close();
    }
  }

  /** What a killed process had sent, and perhaps got stored, is sent again by the one after it. */
  async function expectSentAgainIsStoredOnce(ledger: Ledger): Promise<void> {
    const inHand = (await notes(/in-hand-\d+$/)).flatMap((text) => {
      try {
        return [JSON.parse(text) as { stream: string; expected: number; events: RecordedEvent[] }];
      } catch {
        return []; // killed while it wrote the note, so before it sent anything
      }
    });
    const verdicts = await Promise.all(
      inHand.map(({ stream, expected, events }) => ledger.append(stream, expected, events)),
    );
    const lost = inHand.filter(({ stream }, index) => verdicts[index]?.is === 'conflict' && stream !== shared);
    expect(lost).toStrictEqual([]);
    expect(verdicts.filter(({ is }) => is === 'already there').length).toBeGreaterThan(0);
    expectGaplessAndWhole(await readAllAfter(ledger, START));
  }

  function expectGaplessAndWhole(stored: readonly LedgerEvent[]): void {
    expect(stored.findIndex(({ position }, index) => position !== index + 1)).toBe(-1);
    expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
    const streams = new Map<string, LedgerEvent[]>();
    for (const event of stored) {
      const events = streams.get(event.stream);
      if (events) events.push(event);
      else streams.set(event.stream, [event]);
    }
    for (const [stream, events] of streams) expect(checkStream(stream, events, () => undefined)).toStrictEqual([]);
  }
});
