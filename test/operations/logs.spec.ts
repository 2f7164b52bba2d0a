import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { definitionOf, eventTypes, firstBailLimit } from '#custody';
import { recordDemonstration } from '../../apps/continuity/src/demo/record.js';
import { toldOf } from '../../apps/continuity/src/log.js';
import { story } from '../../apps/continuity/src/demo/story.js';
import { endChildren } from '../support/child.js';
import { freshDatabase } from '../support/postgres.js';
import { pagesOf, send, startProcess } from './product.js';

const PERSONAL = new Set(eventTypes.flatMap((type) => Object.keys(definitionOf(type)?.personal ?? {})));

/** What the story says of people: every text in a field that some event seals. */
const personalValues = () =>
  story(() => '2026-11-25', firstBailLimit('2026-11-25T06:00:00.000Z'))
    .flatMap(({ body }) => Object.entries(body))
    .flatMap(([field, value]) => (PERSONAL.has(field) && typeof value === 'string' && value.length > 3 ? [value] : []));

it('logs at their most talkative hold no personal value of the whole story, nor of what was refused', async () => {
  const values = [...new Set(personalValues())];
  expect(values.length).toBeGreaterThan(3);
  const database = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'continuity-logs-'));
  try {
    const product = startProcess({ LOG_LEVEL: 'trace', DATABASE_URL: database.url, DATA_DIR: dataDir });
    const url = await pagesOf(product);
    await recordDemonstration(url, () => undefined);
    const refused = await send(url, { name: 'ArrestPerson', body: { name: values[0], dateOfBirth: values[1] } });
    expect(refused.status).toBe(422);
    await product.signal('SIGTERM');
    expect(product.output).toContain('leads the read models');
    expect(values.filter((value) => product.output.includes(value))).toEqual([]);
  } finally {
    await endChildren();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}, 120_000);

it('an error of PostgreSQL is told by its code, not by the row that it quotes', async () => {
  const database = await freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('CREATE TABLE person (name text PRIMARY KEY)');
    const twice = `INSERT INTO person VALUES ('Joel Marsden')`;
    await client.query(twice);
    const error: unknown = await client.query(twice).catch((thrown: unknown) => thrown);
    const cast: unknown = await client.query(`SELECT 'Joel Marsden'::int`).catch((thrown: unknown) => thrown);
    const told = JSON.stringify([toldOf(error), toldOf(new Error('around it', { cause: cast }))]);
    expect(told).toContain('23505');
    expect(told).toContain('22P02');
    expect(told).not.toContain('Marsden');
  } finally {
    await client.end();
    await database.drop();
  }
});
