// `rebuild-process.ts URL`: rebuilds the read models of a database as often as it is told to, and tells each time how long it took. A
// process of its own, so that it has what `npm run rebuild` gives Node.
import { rebuild } from '#read-models';
import { openLedger } from './append.js';

const [, , url = ''] = process.argv;
const ledger = await openLedger(url);
const again = async () => process.send?.(await rebuild({ ledger, url, ledgerUrl: url }));
process.on('message', () => void again());
process.once('disconnect', () => process.exit());
