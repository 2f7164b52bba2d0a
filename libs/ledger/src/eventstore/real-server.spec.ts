import { jest } from '@jest/globals';
import { ledgerContract } from '../ledger.contract.js';
import { outOfReachContract } from './out-of-reach.contract.js';
import { particularsContract } from './particulars.contract.js';
import { opened, Store } from './stores.contract.js';

jest.setTimeout(120_000);

/** Of an EventStoreDB or KurrentDB that is there for these tests alone, and empty: what they append stays in it. */
const url = process.env['EVENTSTORE_URL'];
const make = () => Promise.resolve(new Store(url ?? ''));
/** The network that fails is put before one server, and does not read what it carries. */
const isOneWithoutTls = /^esdb:\/\/[^@/?,]+\/?\?tls=false$/.test(url ?? '');

(url ? describe : describe.skip)('a real server, whose address is in EVENTSTORE_URL', () => {
  ledgerContract('EventStoreDB', () => make().then(opened));
  particularsContract('EventStoreDB', make);
  if (isOneWithoutTls || !url) outOfReachContract('EventStoreDB', make);
});
