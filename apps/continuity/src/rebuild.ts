import { migrateReadModels, rebuild } from '#read-models';
import { readConfig, type Config } from './config.js';
import { openLedger } from './open-ledger.js';
import { lockDataFolder } from './postgres/data-folder.js';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.js';

/** `npm run rebuild`: every read model anew from the ledger. With the embedded PostgreSQL, while the product is stopped. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { dataDir, databaseUrl } = config;
  if (databaseUrl !== undefined) return rebuildAt(config, databaseUrl);
  const lock = await lockDataFolder(dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await rebuildAt(config, postgres.url);
  } finally {
    await postgres.stop();
    await lock.release();
  }
}

async function rebuildAt(config: Config, url: string): Promise<void> {
  const { ledger, ledgerUrl } = await openLedger(config, url);
  try {
    await migrateReadModels(url);
    const { events, milliseconds } = await rebuild({ ledger, url, ledgerUrl });
    console.log(`Rebuilt every read model from ${events} events in ${Math.round(milliseconds)} ms`);
  } finally {
    await ledger.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
