import { type Ledger } from '../ledger.js';
import { type EventStoreLedgerOptions } from './eventstore-ledger.js';

export { type EventStoreLedgerOptions };

/**
 * Opens the ledger in an EventStoreDB (23.10 or later) or a KurrentDB that no other product writes to.
 *
 * A position is the store's place of an event: increasing, not dense. The store does not mind the same id in two streams, so
 * `EventIdTaken` is never thrown.
 *
 * @throws Error when `url` cannot be used, LedgerUnavailable when no server answers.
 */
export async function eventStoreLedger(options: EventStoreLedgerOptions): Promise<Ledger> {
  // Not before it is wanted: the client takes a tenth of a second and 20 MB, and most run on PostgreSQL.
  const { EventStoreLedger } = await import('./eventstore-ledger.js');
  return EventStoreLedger.open(options);
}
