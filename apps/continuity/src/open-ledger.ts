import { eventStoreLedger, postgresLedger, type Ledger } from '#ledger';
import { type Config } from './config.js';

export interface OpenLedger {
  readonly ledger: Ledger;
  /** The database that has the ledger's events, for a rebuild to read by COPY; undefined where another store has them. */
  readonly ledgerUrl: string | undefined;
}

/** The ledger in EventStoreDB where the settings have one, else in PostgreSQL at `databaseUrl`. */
export async function openLedger(
  { eventStoreUrl }: Pick<Config, 'eventStoreUrl'>,
  databaseUrl: string,
  onTrouble: (error: unknown) => void = () => undefined,
): Promise<OpenLedger> {
  return eventStoreUrl === undefined
    ? { ledger: await postgresLedger({ url: databaseUrl, onTrouble }), ledgerUrl: databaseUrl }
    : { ledger: await eventStoreLedger({ url: eventStoreUrl, onTrouble }), ledgerUrl: undefined };
}
