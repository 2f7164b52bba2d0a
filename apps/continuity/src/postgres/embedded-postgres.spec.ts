import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import pg from 'pg';
import { type Child, endChildren, startChild } from '../../../../test/support/child.js';
import { openCluster } from './cluster.js';
import { DataFolderInUse } from './data-folder.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { stopLeftoverServer } from './leftover-server.js';
import { launchServer, stopServer } from './server-process.js';
import { findServerPrograms } from './server-programs.js';

const SERVER = fileURLToPath(new URL('../../../../test/support/postgres-server.ts', import.meta.url));

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

jest.setTimeout(60_000); // real processes, perhaps on a busy machine

describe('the embedded PostgreSQL', () => {
  let root: string;
  let dataDir: string;
  // One folder for all: each test starts from whatever an earlier one left, and the first makes it.
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'continuity-embedded-')); // mode 700: as root, the server's user cannot enter it
  });
  beforeEach(() => {
    dataDir = join(root, 'data');
  });
  afterEach(async () => {
    await endChildren();
    await stopLeftoverServer(join(dataDir, 'postgres'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  /** A process of its own that runs the server on the folder. */
  async function run(options: { ownGroup?: boolean } = {}): Promise<{ child: Child; url: string }> {
    const child = startChild(SERVER, { args: [dataDir], ...options });
    const [, url = ''] = await child.line(/^ready (\S+)$/, 60_000);
    return { child, url };
  }
  const servers = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(dataDir);
      } catch {
        return false;
      }
    });
  const postmasterFile = () => readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
  const firstProcess = () => Number(postmasterFile()[0]);

  it('starts in a folder that only its owner may enter, on the loopback only, durable, with a password', async () => {
    const { child, url } = await run();
    const [settings] = await query(
      url,
      `SELECT current_setting('server_version_num')::int >= 180000 AS is18, current_setting('listen_addresses') AS listens,
              current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS commit, current_database() AS database,
              (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser`,
    );
    expect(settings).toEqual({
      is18: true,
      listens: '127.0.0.1',
      fsync: 'on',
      commit: 'on',
      database: 'continuity',
      superuser: false,
    });
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    expect(postmasterFile()[4]).toBe(''); // no Unix socket
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    wrong.username = 'postgres';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await child.endInput();
  });

  it('keeps what was committed from one start to the next, and leaves no process behind', async () => {
    const first = await run();
    await query(
      first.url,
      `DROP TABLE IF EXISTS seal; CREATE TABLE seal (number text); INSERT INTO seal VALUES ('S100')`,
    );
    expect(await first.child.endInput()).toEqual({ code: 0, signal: null });
    expect(servers()).toEqual([]);
    const second = await run();
    expect(await query(second.url, 'SELECT number FROM seal')).toEqual([{ number: 'S100' }]);
    await second.child.endInput();
    expect(servers()).toEqual([]);
  });

  it('stops the server that a killed parent left behind, and keeps what was committed', async () => {
    const first = await run();
    await query(
      first.url,
      `DROP TABLE IF EXISTS seal; CREATE TABLE seal (number text); INSERT INTO seal VALUES ('S100')`,
    );
    await first.child.kill();
    const orphan = firstProcess();
    expect(servers()).toContain(String(orphan));
    const second = await run();
    expect(second.child.stderr).toMatch(/Stopped a PostgreSQL \(\d+ processes\) that an earlier run had left behind/);
    expect(servers()).not.toContain(String(orphan));
    expect(await query(second.url, 'SELECT number FROM seal')).toEqual([{ number: 'S100' }]);
  });

  it('recovers what was committed when parent and server are both killed', async () => {
    const first = await run();
    await query(
      first.url,
      `DROP TABLE IF EXISTS seal; CREATE TABLE seal (number text); INSERT INTO seal VALUES ('S100')`,
    );
    const server = firstProcess();
    await first.child.kill();
    process.kill(server, 'SIGKILL');
    const second = await run();
    expect(await query(second.url, 'SELECT number FROM seal')).toEqual([{ number: 'S100' }]);
  });

  it('is not taken in by a postmaster.pid that names another program', async () => {
    const first = await run();
    await first.child.endInput();
    const bystander = startChild(SERVER.replace('postgres-server.ts', 'hold-folder.ts'), {
      args: [join(root, 'other')],
    });
    await bystander.line(/^held$/);
    // As left by a crash, with the process id since given to the bystander.
    appendFileSync(join(dataDir, 'postgres/postmaster.pid'), `${bystander.pid}\n/proc/self/cwd\n1\n1\n\n127.0.0.1\n`);
    const second = await run();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await bystander.endInput()).code).toBe(0);
  });

  it('refuses a second start on the same folder, and the first goes on', async () => {
    const first = await run();
    const second = startEmbeddedPostgres({ dataDir, log: () => undefined });
    await expect(second).rejects.toThrow(DataFolderInUse);
    await expect(second).rejects.toThrow(String(first.child.pid));
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('survives Ctrl-C in the terminal until whoever started it stops it', async () => {
    const { child, url } = await run({ ownGroup: true });
    process.kill(-child.pid, 'SIGINT'); // the process ignores it; its group has nobody else in it
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await child.endInput()).toEqual({ code: 0, signal: null });
    expect(servers()).toEqual([]);
  });

  it('replaces a password file that was lost', async () => {
    const first = await run();
    await first.child.endInput();
    rmSync(join(dataDir, 'postgres.password'));
    const second = await run();
    expect(second.url.split('@')[0]).not.toBe(first.url.split('@')[0]);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts over when it was killed while it made its files', async () => {
    dataDir = join(root, 'killed');
    mkdirSync(join(dataDir, 'postgres.new/base'), { recursive: true });
    const { url } = await run();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDir)).not.toContain('postgres.new');
  });

  it('says what the server logged when it does not start', async () => {
    const first = await run();
    await first.child.endInput();
    const configuration = join(dataDir, 'postgres/postgresql.auto.conf');
    appendFileSync(configuration, "work_mem = 'a lot'\n");
    const second = startEmbeddedPostgres({ dataDir, log: () => undefined });
    await expect(second).rejects.toThrow(
      /did not start \(exit code 1\)[^]*invalid value for parameter "work_mem": "a lot"/,
    );
    expect(servers()).toEqual([]);
    truncateSync(configuration);
  });

  it('logs that a value was refused, but not the value, which can be personal', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
    const insert = `CREATE TEMP TABLE person (name text UNIQUE); INSERT INTO person VALUES ('Jane Roe'), ('Jane Roe')`;
    await expect(query(server.url, insert)).rejects.toThrow('duplicate key');
    await server.stop();
    const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key value violates unique constraint "person_name_key"');
    expect(log).not.toContain('Jane Roe');
  });

  it('tells when the server ends by itself', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
    process.kill(firstProcess(), 'SIGQUIT');
    expect((await server.ended)?.message).toMatch(/^PostgreSQL ended by itself/);
    await server.stop();
  });

  it('stops once, however often it is told to, even with a client in the middle of a transaction', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN');
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(await server.ended).toBeUndefined();
    expect(servers()).toEqual([]);
  });

  it('is ended by force when it does not shut down', async () => {
    const programs = findServerPrograms(() => undefined);
    const { cluster } = await openCluster(dataDir, programs, false);
    const server = await launchServer(programs.postgres, cluster, join(dataDir, 'postgres.log'), false);
    process.kill(firstProcess(), 'SIGSTOP');
    await stopServer(server, 100);
    expect(await server.exit).toBe('SIGKILL');
  });
});
