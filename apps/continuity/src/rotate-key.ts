import { postgresReadModels } from '#read-models';
import { rotateKey } from '#sealer';
import { LedgerCommandDesk } from './commands/ledger-command-desk.js';
import { NeedToKnow } from './commands/need-to-know.js';
import { recordingKeyRotation } from './commands/recording.js';
import { onTheDatabase } from './on-the-database.js';
import { openKeys } from './open-keys.js';
import { openLedger } from './open-ledger.js';

/** Nobody is named in what is recorded here. */
const NOBODY = { all: () => [], find: () => undefined };

/**
 * `npm run rotate-key`: a new key for the sealed log in the place of the old one, while the workers are stopped, if the ledger says
 * that two people agreed to it. Stopped half-way, run again it finishes what it began.
 */
onTheDatabase(async (config, url) => {
  const { ledger } = await openLedger(config, url);
  const names = await openKeys(config, url);
  const readModels = postgresReadModels({ url, ...names });
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const waiting = setTimeout(() => console.error('A worker is sealing the log: stop all of them.'), 3_000);
  try {
    const need = new NeedToKnow(NOBODY, readModels);
    const record = recordingKeyRotation(new LedgerCommandDesk(ledger, names.keys, NOBODY, need, readModels));
    const sealing = { ledger, url, file: config.signingKeyFile, origin: config.logOrigin };
    const { old, new: next, size, statement } = await rotateKey({ ...sealing, record }, stop.signal);
    console.log(`From the checkpoint of ${size} leaves on, which both keys signed, the log is signed by\n${next.vkey}`);
    console.log(`and no longer by\n${old.vkey}\nwhose copies can be destroyed. Both keys say so:\n\n${statement}`);
  } finally {
    clearTimeout(waiting);
    await readModels.close();
    await names.keys.close();
    await ledger.close();
  }
});
