import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pg from 'pg';
import { checkStream } from '#integrity';
import { postgresLedger, START, type LedgerEvent } from '#ledger';
import { rebuild, SCHEMA } from '#read-models';
import { startRedis } from '../../libs/jobs/test/queue-places.js';
import { networkTo, type Network } from '../../libs/ledger/src/postgres/network.contract.js';
import { detectDevice, fetchAs, openCase, pagesOf, send, startProcess, type Command } from '../operations/product.js';
import { endChildren, startChild, type Child } from '../support/child.js';

jest.setTimeout(600_000);

/** Of PostgreSQL or Redis, and as many of projectors or workers. */
const KILLS = 20;
const OFFICERS = 4;
const PATIENCE_MS = 60_000;

let folder: string;
let server: Child;
let serverUrl: string;
let network: Network;
let redis: Awaited<ReturnType<typeof startRedis>>;

async function startPostgres(): Promise<void> {
  server = startChild(join(import.meta.dirname, '../support/postgres-server.ts'), { args: [join(folder, 'postgres')] });
  serverUrl = (await server.line(/^ready (.+)$/, PATIENCE_MS))[1] ?? '';
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'continuity-parts-'));
  await startPostgres();
  network = await networkTo(() => serverUrl);
  redis = await startRedis();
});
afterEach(async () => {
  await network.close();
  await endChildren();
  await redis.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const killPart = {
  PostgreSQL: async () => {
    const pidFile = await readFile(join(folder, 'postgres/postgres/postmaster.pid'), 'ascii');
    process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');
    await server.exit;
    await startPostgres();
  },
  Redis: async () => {
    await redis.kill();
    await pause(randomInt(50, 500));
    await redis.start();
  },
};

/** What officers did, and what they were told. */
class Day {
  readonly acknowledged: string[] = [];
  readonly asked = new Set<string>();
  #over = false;

  constructor(
    private readonly urls: readonly string[],
    private readonly caseId: string,
  ) {}

  async officer(): Promise<void> {
    for (let n = 1; !this.#over; n += 1) {
      const exhibitId = randomUUID();
      const { name, body } = detectDevice(this.caseId, exhibitId);
      await this.#untilAcknowledged({
        name,
        body: { ...body, occurredAt: new Date().toISOString() },
        key: randomUUID(),
      });
      this.acknowledged.push(exhibitId);
      // Of one that the read models have for sure by now, or else the page would not know it.
      const earlier = this.acknowledged[randomInt(Math.ceil(this.acknowledged.length / 2))];
      if (n % 40 === 0 && earlier !== undefined) await this.#askForRecord(earlier);
      // A load, not a flood: the parts that come back share the machine with it.
      await pause(20);
    }
  }

  end(): void {
    this.#over = true;
  }

  #url = (): string => this.urls[randomInt(this.urls.length)] ?? '';

  /** No answer, or one of 503, and the same command is sent again. Anything else would be a fault. */
  async #untilAcknowledged(command: Command): Promise<void> {
    for (;;) {
      const status = await send(this.#url(), command).then(
        (response) => response.status,
        () => 503,
      );
      if (status === 201) return;
      if (status !== 503) throw new Error(`${command.name} was answered ${status}`);
      await pause(100);
    }
  }

  async #askForRecord(exhibitId: string): Promise<void> {
    const response = await fetchAs('rees', `${this.#url()}/exhibits/${exhibitId}/custody-record`, {
      ...{ method: 'POST', redirect: 'manual', body: '' },
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    }).catch(() => undefined);
    const record = new URL(response?.headers.get('location') ?? '/', 'http://x').searchParams.get('record');
    if (record !== null) this.asked.add(record);
  }
}

it('loses and repeats nothing while its parts are killed and started again', async () => {
  const env = {
    DATABASE_URL: network.url,
    REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    DATA_DIR: join(folder, 'data'),
  };
  const start = (ROLES: string) => startProcess({ ...env, ROLES, LOG_LEVEL: 'silent' });
  const urls = await Promise.all([start('web'), start('web')].map(pagesOf));
  const started = async (role: string) => {
    const process = start(role);
    await process.line(/^Continuity is running/, PATIENCE_MS);
    return process;
  };
  const roles = ['projector', 'projector', 'worker', 'worker'];
  const mortals = await Promise.all(roles.map(async (role) => ({ role, process: await started(role) })));
  const opened = openCase();
  expect((await send(urls[0] ?? '', opened)).status).toBe(201);
  const day = new Day(urls, opened.body.caseId);
  const officers = Promise.all(Array.from({ length: OFFICERS }, () => day.officer()));
  const backAfter: number[] = [];

  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(randomInt(100, 600));
    await killPart[randomInt(2) === 0 ? 'PostgreSQL' : 'Redis']();
    const [restarted, before] = [Date.now(), day.acknowledged.length];
    while (day.acknowledged.length === before && Date.now() - restarted < PATIENCE_MS) await pause(10);
    expect(day.acknowledged.length).toBeGreaterThan(before);
    backAfter.push(Date.now() - restarted);
    // Killed at work, and there again before the next part goes: who starts without PostgreSQL ends, and is started again.
    const mortal = mortals[randomInt(mortals.length)];
    await mortal?.process.kill();
    if (mortal) mortal.process = await started(mortal.role);
  }
  day.end();
  await officers;
  console.log(
    `${day.acknowledged.length} acknowledged, ${day.asked.size} records; back after ${backAfter.join(', ')} ms`,
  );

  const ledger = await postgresLedger({ url: serverUrl });
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const events = await ledger.readAll(START, 1_000_000);
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    const found = events.filter(({ type }) => type === 'DeviceDetected').map(({ stream }) => stream);
    expect(found.sort()).toEqual(day.acknowledged.map((id) => `exhibit-${id}`).sort());
    for (const [stream, of] of byStream(events)) expect(checkStream(stream, of, () => undefined)).toEqual([]);

    expect(day.asked.size).toBeGreaterThan(0);
    const records = async () => {
      const files = new Set(await readdir(join(folder, 'data/custody-records')));
      return [...day.asked].filter((id) => files.has(`${id}.pdf`)).length;
    };
    expect(await whileItGrows(records, day.asked.size)).toBe(day.asked.size);

    const caughtUpTo = async () => {
      const { rows } = await client.query<{ at: string }>(`SELECT min(position) AS at FROM ${SCHEMA}.checkpoints`);
      return Number(rows[0]?.at);
    };
    expect(await whileItGrows(caughtUpTo, events.length)).toBe(events.length);
    for (const { process } of mortals) await process.kill();
    const live = await everyRow(client);
    await rebuild({ ledger, url: serverUrl, ledgerUrl: serverUrl });
    expect(await everyRow(client)).toEqual(live);
    expect(live.exhibits?.rows).toBe(day.acknowledged.length);
  } finally {
    await client.end();
    await ledger.close();
  }
});

/** Waits until a count is there; gives up when it has not grown for so long that nobody can be at work any more. */
async function whileItGrows(count: () => Promise<number>, goal: number): Promise<number> {
  let [now, grewAt] = [await count(), Date.now()];
  while (now < goal && Date.now() - grewAt < PATIENCE_MS) {
    await pause(100);
    const next = await count();
    if (next > now) grewAt = Date.now();
    now = next;
  }
  return now;
}

function byStream(events: readonly LedgerEvent[]): ReadonlyMap<string, LedgerEvent[]> {
  const streams = new Map<string, LedgerEvent[]>();
  for (const event of events) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  return streams;
}

/** Every read model's table: how many rows, and a digest of all of them. */
async function everyRow(client: pg.Client): Promise<Record<string, { rows: number; digest: string }>> {
  const found: Record<string, { rows: number; digest: string }> = {};
  for (const name of ['actors', 'cases', 'exhibits', 'entries', 'suspects', 'outcomes']) {
    const { rows } = await client.query<{ rows: number; digest: string }>(
      `SELECT count(*)::int AS rows, coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS digest FROM ${SCHEMA}.${name} t`,
    );
    if (rows[0]) found[name] = rows[0];
  }
  return found;
}
