import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../apps/continuity/src/postgres/embedded-postgres.js';

/**
 * `postgres-server.ts [FOLDER]` runs an embedded PostgreSQL until its standard input ends, which it does when whoever
 * started this stops or is killed. Prints `ready <url>`. In FOLDER it is durable and the folder stays; without FOLDER it is fast
 * and leaves nothing behind.
 */
const given = process.argv[2];
const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'continuity-test-')));
const over = new Promise((done) => process.stdin.once('end', done).once('error', done).resume());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

try {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (line) => console.error(line),
    durable: given !== undefined,
  });
  console.log(`ready ${server.url}`);
  const fault = await Promise.race([over, server.ended]);
  if (fault instanceof Error) throw fault;
  await server.stop();
} catch (thrown) {
  console.error(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown);
  process.exitCode = 1;
} finally {
  process.stdin.destroy();
  if (given === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}
