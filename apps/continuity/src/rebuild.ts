import { counted } from '#integrity';
import { migrateReadModels, rebuild } from '#read-models';
import { onTheDatabase } from './on-the-database.js';
import { openKeys } from './open-keys.js';
import { openLedger } from './open-ledger.js';

/** `npm run rebuild`: every read model anew from the ledger. With the embedded PostgreSQL, while the product is stopped. */
onTheDatabase(async (config, url) => {
  const { ledger, ledgerUrl } = await openLedger(config, url);
  const names = await openKeys(config, url);
  try {
    await migrateReadModels(url);
    const { events, milliseconds } = await rebuild({ ledger, url, ledgerUrl, names });
    console.log(`Rebuilt every read model from ${counted(events, 'event')} in ${Math.round(milliseconds)} ms`);
  } finally {
    await names.keys.close();
    await ledger.close();
  }
});
