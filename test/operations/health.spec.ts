import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { ContinuityUnderTest } from '../support/continuity.js';
import { detectDevice, openCase, send } from './product.js';

describe('health and metrics', () => {
  let continuity: ContinuityUnderTest;
  beforeAll(async () => {
    continuity = await ContinuityUnderTest.start();
  });
  afterAll(() => continuity?.stop());

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${continuity.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(name));
    return Number(line?.split(' ').at(-1));
  };
  const ready = () => continuity.send('/health/ready');

  it('say that the store, the read models and the queue are well', async () => {
    await continuity.openCase();
    for (let behind = true; behind; await pause(50)) behind = (await metric('continuity_projector_lag_events')) > 0;
    expect(await ready()).toMatchObject({
      status: 200,
      body: {
        status: 'ready',
        parts: {
          store: { ok: true },
          readModels: { ok: true, lagEvents: 0, lagSeconds: 0, leads: true, trouble: null },
          queue: { ok: true, asked: 0, queued: 0 },
        },
      },
    });
    for (let unsealed = true; unsealed; await pause(50)) unsealed = (await metric('continuity_seal_lag_events')) > 0;
    expect(await metric('continuity_seal_refused')).toBe(0);
    expect(await continuity.send('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
  });

  it('count appends, conflicts and requests by route, without anything that a client sent', async () => {
    const caseId = await continuity.openCase();
    const before = await metric('continuity_append_seconds_count{verdict="appended"}');
    const { position } = await continuity.done('DetectDevice', detectDevice(caseId).body);
    await continuity.send(`/api/cases/${caseId}?at=${position}`);
    await continuity.send('/no/such/place-Marsden');
    expect(await metric('continuity_append_seconds_count{verdict="appended"}')).toBe(before + 1);
    const route = 'continuity_http_request_seconds_count{method="GET",route="/api/cases/:caseId",status="200"}';
    expect(await metric(route)).toBeGreaterThan(0);
    expect(await metric('continuity_append_conflicts_total')).toBeGreaterThanOrEqual(0);
    const text = await (await fetch(`${continuity.url}/metrics`)).text();
    expect(text).not.toContain(caseId);
    expect(text).not.toContain('Marsden');
  });
});

describe('too many requests at once', () => {
  it('are turned away with 503 and Retry-After, while health answers; none of them is half done', async () => {
    const continuity = await ContinuityUnderTest.start({ REQUESTS_AT_ONCE: '4' });
    const client = new pg.Client({ connectionString: continuity.databaseUrl });
    try {
      const opened = openCase();
      const { caseId } = opened.body;
      await send(continuity.url, opened);
      await client.connect();
      await client.query('BEGIN; LOCK TABLE ledger.events IN EXCLUSIVE MODE');
      const commands = Array.from({ length: 12 }, () => {
        const { name, body } = detectDevice(caseId);
        return { name, body: { ...body, occurredAt: new Date().toISOString() }, key: randomUUID() };
      });
      const sent = commands.map((command) => send(continuity.url, command));
      const away = await Promise.race([Promise.any(sent), pause(10_000)]);
      expect(away).toMatchObject({ status: 503 });
      expect((away as Response).headers.get('retry-after')).toBe('1');
      expect((await fetch(`${continuity.url}/health/live`)).status).toBe(200);
      await client.query('COMMIT');
      const statuses = (await Promise.all(sent)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(4);
      expect(statuses.filter((status) => status === 503)).toHaveLength(8);
      for (const command of commands) expect((await send(continuity.url, command)).status).toBe(201);
      const { rowCount } = await client.query(`SELECT FROM ledger.events WHERE type = 'DeviceDetected'`);
      expect(rowCount).toBe(12);
    } finally {
      await client.end();
      await continuity.stop();
    }
  });
});
