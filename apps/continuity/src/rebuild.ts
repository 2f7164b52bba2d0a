import { postgresLedger } from '#ledger';
import { migrateReadModels, rebuild } from '#read-models';
import { readConfig } from './config.js';
import { lockDataFolder } from './postgres/data-folder.js';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.js';

/** `npm run rebuild`: every read model anew from the ledger. With the embedded PostgreSQL, while the product is stopped. */
async function main(): Promise<void> {
  const { dataDir, databaseUrl } = readConfig(process.env);
  if (databaseUrl !== undefined) return rebuildAt(databaseUrl);
  const lock = await lockDataFolder(dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await rebuildAt(postgres.url);
  } finally {
    await postgres.stop();
    await lock.release();
  }
}

async function rebuildAt(url: string): Promise<void> {
  const ledger = await postgresLedger({ url });
  try {
    await migrateReadModels(url);
    const { events, milliseconds } = await rebuild({ ledger, url, ledgerUrl: url });
    console.log(`Rebuilt every read model from ${events} events in ${Math.round(milliseconds)} ms`);
  } finally {
    await ledger.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
