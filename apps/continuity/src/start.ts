import { DEMONSTRATION_PEOPLE, peopleOf } from '#access';
import { custodyRecords, queueConnection, startWorker } from '#jobs';
import { masterKeyFrom, postgresSubjectKeys } from '#ledger';
import { migrateReadModels, postgresReadModels, startProjectors } from '#read-models';
import { LedgerCommandDesk } from './commands/ledger-command-desk.js';
import { type Config } from './config.js';
import { log } from './log.js';
import { openLedger } from './open-ledger.js';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.js';
import { assertPortFree, startWeb } from './web.js';
import { lockDataFolder } from './postgres/data-folder.js';

export interface Running {
  /** Where pages and API answer; undefined for a process without the role `web`. */
  readonly url: string | undefined;
  /** What runs, a line each, for the person who started it. */
  readonly summary: readonly string[];
  /** Finishes what was begun, in the reverse order of starting. */
  stop(): Promise<void>;
}

/**
 * Starts the roles that the configuration names, on parts made once. What was started is stopped again when a later part fails.
 *
 * @param failed is told when a part that was started here ends by itself: nothing works without it.
 */
export async function startContinuity(config: Config, failed: (fault: Error) => void): Promise<Running> {
  const started: { readonly what: string; stop(): Promise<void> }[] = [];
  const keep = <T>(what: string, part: T, stop: (part: T) => Promise<void>): T => {
    started.push({ what, stop: () => stop(part) });
    return part;
  };
  const stop = async () => {
    for (let part = started.pop(); part; part = started.pop()) {
      const { what } = part;
      await part.stop().catch((error: unknown) => log.error({ err: error }, `${what} did not stop cleanly`));
    }
  };
  const trouble = (what: string) => (error: unknown) => log.warn({ err: error }, `${what}: trying again`);

  try {
    const summary: string[] = [];
    keep('data folder', await lockDataFolder(config.dataDir), (lock) => lock.release());
    if (config.roles.has('web')) await assertPortFree(config.host, config.port);

    let databaseUrl = config.databaseUrl;
    if (databaseUrl === undefined) {
      const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log: (line) => log.info(line) });
      void postgres.ended.then((fault) => fault && failed(fault));
      databaseUrl = keep('PostgreSQL', postgres, (server) => server.stop()).url;
    }
    if (config.eventStoreUrl !== undefined) summary.push('ledger: EventStoreDB at EVENTSTORE_URL');
    summary.push(
      `${config.eventStoreUrl === undefined ? 'ledger and read models' : 'read models'}: ${config.databaseUrl ? 'PostgreSQL at DATABASE_URL' : `embedded PostgreSQL in ${config.dataDir}`}`,
    );

    const masterKey = await masterKeyFrom(config.masterKeyFile);
    const keys = keep('keys', await postgresSubjectKeys({ url: databaseUrl, masterKey }), (k) => k.close());
    const { ledger, ledgerUrl } = await openLedger(config, databaseUrl, trouble('ledger'));
    keep('ledger', ledger, (l) => l.close());
    await migrateReadModels(databaseUrl);
    const people = peopleOf(DEMONSTRATION_PEOPLE);
    const nameOf = (id: string) => people.find(id)?.name;
    const readModels = keep(
      'read models',
      postgresReadModels({ url: databaseUrl, keys, nameOf, onTrouble: trouble('read models') }),
      (r) => r.close(),
    );

    if (config.roles.has('projector')) {
      keep('projectors', await startProjectors({ ledger, url: databaseUrl, ledgerUrl, log }), (p) => p.stop());
    }
    const connection = queueConnection({ databaseUrl, redisUrl: config.redisUrl });
    summary.push(`queue: ${connection.on}`);
    const shared = { connection, dataDir: config.dataDir, readModels };
    if (config.roles.has('worker')) {
      keep('worker', await startWorker({ ...shared, ledger, log, demonstration: true }), (w) => w.close());
    }

    let url: string | undefined;
    if (config.roles.has('web')) {
      const records = keep('queue', await custodyRecords({ ...shared, onTrouble: trouble('queue') }), (r) => r.close());
      const changes = { onChange: (listener: Parameters<typeof readModels.onMove>[0]) => readModels.onMove(listener) };
      const desk = new LedgerCommandDesk(ledger, keys, people);
      const web = keep('web', await startWeb(config, { ledger, desk, readModels, people, changes, records }), (w) =>
        w.close(),
      );
      url = web.url;
    }
    summary.push(`roles: ${[...config.roles].join(', ')}`);
    return { url, summary, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
