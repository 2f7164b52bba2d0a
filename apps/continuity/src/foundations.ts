import { custodyRecords, migrateChecks, queueConnection } from '#jobs';
import { migrateReadModels, postgresReadModels } from '#read-models';
import { migrateSealedLog } from '#sealer';
import { openSignIn } from './access/sign-in.js';
import { type Config } from './config.js';
import { log } from './log.js';
import { openKeys } from './open-keys.js';
import { openLedger } from './open-ledger.js';
import { lockDataFolder } from './postgres/data-folder.js';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.js';
import { type Started } from './started.js';

/** Tells of what is tried again by itself. */
export const trouble = (what: string) => (error: unknown) => log.warn({ err: error }, `${what}: trying again`);

/** What every role stands on: the database, keys, the ledger, read models, and what was asked for. */
export async function layFoundations(config: Config, started: Started, failed: (fault: Error) => void) {
  const { dataDir, redisUrl } = config;
  const url = config.databaseUrl ?? (await embeddedPostgres(dataDir, started, failed));

  const names = await openKeys(config, url);
  const { keys } = names;
  started.keep('keys', keys, (k) => k.close());
  const { ledger, ledgerUrl } = await openLedger(config, url, trouble('ledger'));
  started.keep('ledger', ledger, (l) => l.close());
  await migrateReadModels(url);
  await migrateSealedLog(url);
  await migrateChecks(url);
  const signIn = started.keep('sign-in', await openSignIn(config.signIn, url, trouble('sign-in')), (s) => s.close());
  const { people } = signIn;
  const nameOf = (id: string) => people.find(id)?.name;
  const readModels = started.keep(
    'read models',
    postgresReadModels({ url, ...names, nameOf, onTrouble: trouble('read models') }),
    (r) => r.close(),
  );
  // Jobs look for nobody.
  const whole = { ...readModels, ...readModels.seenBy('everything') };
  const queue = { connection: queueConnection({ databaseUrl: url, redisUrl }), dataDir, readModels: whole, keys };
  const records = started.keep('queue', await custodyRecords({ ...queue, onTrouble: trouble('queue') }), (r) =>
    r.close(),
  );
  const postgres = config.databaseUrl ? 'PostgreSQL at DATABASE_URL' : `embedded PostgreSQL in ${dataDir}`;
  const summary = [
    ...(config.eventStoreUrl === undefined
      ? [`ledger and read models: ${postgres}`]
      : ['ledger: EventStoreDB at EVENTSTORE_URL', `read models: ${postgres}`]),
    `queue: ${queue.connection.on}`,
  ];
  return { url, keys, names, ledger, ledgerUrl, signIn, readModels, queue, records, summary };
}

/** Only the embedded PostgreSQL needs the folder for itself: on one that all reach, processes share keys and files in it. */
async function embeddedPostgres(dataDir: string, started: Started, failed: (fault: Error) => void): Promise<string> {
  started.keep('data folder', await lockDataFolder(dataDir), (lock) => lock.release());
  const postgres = await startEmbeddedPostgres({ dataDir, log: (line) => log.info(line) });
  void postgres.ended.then((fault) => fault && failed(fault));
  return started.keep('PostgreSQL', postgres, (server) => server.stop()).url;
}
