import { readConfig, type Config } from './config.js';
import { lockDataFolder } from './postgres/data-folder.js';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.js';

/**
 * Runs a program that works on the database and ends: on the one at DATABASE_URL, or on the embedded one, which is started for
 * it and which the product must not be using. A failure is told in a sentence, and the process ends with 1.
 */
export function onTheDatabase(work: (config: Config, url: string) => Promise<void>): void {
  run(work).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

async function run(work: (config: Config, url: string) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const { dataDir, databaseUrl } = config;
  if (databaseUrl !== undefined) return work(config, databaseUrl);
  const lock = await lockDataFolder(dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await work(config, postgres.url);
  } finally {
    await postgres.stop();
    await lock.release();
  }
}
