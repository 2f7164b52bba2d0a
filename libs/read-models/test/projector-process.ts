import { postgresLedger } from '#ledger';
import { startProjectors } from '../src/drivers/projector.js';
import { projections } from '../src/drivers/projections.js';
import { laterVersion } from './later-version.js';

/** `projector-process.ts URL now|later`: a projector of this version, or of a later one, that prints what it logs, a line each. */
const [url = '', version = 'now'] = process.argv.slice(2);
const say = (_fields: object, message: string) => console.log(message);
const ledger = await postgresLedger({ url });
await startProjectors({
  ...{ ledger, url, ledgerUrl: url, pageSize: 5, log: { info: say, warn: say } },
  projections: version === 'later' ? laterVersion : projections,
});
console.log('started');
