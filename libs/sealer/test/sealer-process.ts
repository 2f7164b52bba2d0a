import { postgresLedger } from '#ledger';
import { signingKeyFrom, startSealer } from '../src/index.js';

/** `sealer-process.ts URL KEY_FILE` seals the ledger of a database until it is killed. Prints `sealing`. */
const [url = '', keyFile = ''] = process.argv.slice(2);
const quiet = { info: () => undefined, warn: () => undefined, error: (...told: unknown[]) => console.error(told) };
await startSealer({
  ledger: await postgresLedger({ url }),
  url,
  signingKey: await signingKeyFrom(keyFile, 'continuity.test'),
  log: quiet,
  gatherMs: 5,
});
console.log('sealing');
