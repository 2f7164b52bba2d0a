import { isMainThread, Worker } from 'node:worker_threads';
import { counted } from '#integrity';
import { copyOutBeside, migrateReadModels, rebuild } from '#read-models';
import { onTheDatabase } from './on-the-database.js';
import { openKeys } from './open-keys.js';
import { openLedger } from './open-ledger.js';

/** `npm run rebuild`: every read model anew from the ledger. With the embedded PostgreSQL, while the product is stopped. */
const rebuildAll = () =>
  onTheDatabase(async (config, url) => {
    const reader = new Worker(new URL(import.meta.url));
    reader.unref(); // it ends with the process, however that ends
    const { ledger, ledgerUrl } = await openLedger(config, url);
    const names = await openKeys(config, url);
    try {
      await migrateReadModels(url);
      const { events, milliseconds } = await rebuild({ ledger, url, ledgerUrl, names, reader });
      console.log(`Rebuilt every read model from ${counted(events, 'event')} in ${Math.round(milliseconds)} ms`);
    } finally {
      await names.keys.close();
      await ledger.close();
    }
  });

if (isMainThread) rebuildAll();
else copyOutBeside();
