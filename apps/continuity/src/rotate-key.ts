import { rotateKey } from '#sealer';
import { onTheDatabase } from './on-the-database.js';
import { openLedger } from './open-ledger.js';

/**
 * `npm run rotate-key`: a new key for the sealed log in the place of the old one, while the workers are stopped. Stopped half-way,
 * run again it finishes what it began.
 */
onTheDatabase(async (config, url) => {
  const { ledger } = await openLedger(config, url);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const waiting = setTimeout(() => console.error('A worker is sealing the log: stop all of them.'), 3_000);
  try {
    const sealing = { ledger, url, file: config.signingKeyFile, origin: config.logOrigin };
    const { old, new: next, size, statement } = await rotateKey(sealing, stop.signal);
    console.log(`From the checkpoint of ${size} leaves on, which both keys signed, the log is signed by\n${next.vkey}`);
    console.log(`and no longer by\n${old.vkey}\nwhose copies can be destroyed. Both keys say so:\n\n${statement}`);
  } finally {
    clearTimeout(waiting);
    await ledger.close();
  }
});
