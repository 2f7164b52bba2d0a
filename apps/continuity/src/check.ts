import pg from 'pg';
import { counted, type Signer } from '#integrity';
import { checkEverything } from '#jobs';
import { migrateReadModels, startProjectors, type NameKeys } from '#read-models';
import { migrateSealedLog, SealedLog, signingKeyFrom, startSealer } from '#sealer';
import { log } from './log.js';
import { onTheDatabase } from './on-the-database.js';
import { openKeys } from './open-keys.js';
import { openLedger, type OpenLedger } from './open-ledger.js';

const CATCH_UP_MS = 60_000;

/**
 * `npm run check`: the whole ledger against itself and the sealed log, and every read model against a rebuild. Exits with 1 when
 * anything differs. With the embedded PostgreSQL, while the product is stopped.
 */
onTheDatabase(async (config, url) => {
  const { ledger, ledgerUrl } = await openLedger(config, url);
  const names = await openKeys(config, url);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on('error', () => undefined); // it fails where it is used
  try {
    const signingKey = await signingKeyFrom(config.signingKeyFile, config.logOrigin);
    await migrateReadModels(url);
    await migrateSealedLog(url);
    await catchUp(url, { ledger, ledgerUrl, names }, new SealedLog(pool), signingKey);
    const roots = config.authorities.length > 0 ? config.authorityRoots : undefined;
    const { events, entries, checkpoints, differences } = await checkEverything(
      { ledger, url, ledgerUrl, names, database: pool, signingKey, roots },
      false,
    );
    console.log(
      `${counted(events, 'event')}, ${counted(entries, 'entry', 'entries')} and ${counted(checkpoints, 'checkpoint')} of the sealed log`,
    );
    for (const difference of differences) console.log(`DIFFERS: ${difference}`);
    console.log(differences.length === 0 ? 'Nothing differs.' : 'Something differs.');
    process.exitCode = differences.length === 0 ? 0 : 1;
  } finally {
    await pool.end();
    await names.keys.close();
    await ledger.close();
  }
});

/** What the product had not done yet when it was stopped. What refuses to go on shows in the check. */
async function catchUp(
  url: string,
  { ledger, ledgerUrl, names }: OpenLedger & { readonly names: NameKeys },
  sealedLog: SealedLog,
  signingKey: Signer,
): Promise<void> {
  const quiet = { info: () => undefined, warn: log.warn.bind(log), error: log.error.bind(log) };
  const projectors = await startProjectors({ ledger, url, ledgerUrl, names, log: quiet });
  const sealer = await startSealer({ ledger, url, signingKey, log: quiet });
  try {
    const head = await ledger.head();
    for (const end = Date.now() + CATCH_UP_MS; Date.now() < end;) {
      const position = (await sealedLog.checkpoint())?.position ?? 0;
      if ((sealer.lag().refusal || position >= head) && (await projectors.lag()).position >= head) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await sealer.stop();
    await projectors.stop();
  }
}
