import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface FreshDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * An empty database with a name of its own on the run's PostgreSQL (TEST_DATABASE_URL, set by global-setup.mjs). `drop`
 * ends whatever is still connected to it; a pool that is open then must listen to its `error` event.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run the tests through jest, whose global setup sets it.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // Without fsync, copying the template's files takes a third of the time that logging them does.
  await administer(server, `CREATE DATABASE ${name} TEMPLATE template0 STRATEGY file_copy`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => drop(server, name) };
}

/** INSUFFICIENT_PRIVILEGE: autovacuum, which is the superuser's, was at work in it. It gives way by itself. */
const NOT_NOW = '42501';
const DROP_ATTEMPTS = 20;

async function drop(server: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== NOT_NOW || attempt === DROP_ATTEMPTS) throw error;
      await sleep(250);
    }
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
