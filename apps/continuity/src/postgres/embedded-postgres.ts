import { join, resolve } from 'node:path';
import { DATABASE, openCluster, ROLE } from './cluster.js';
import { lockDataFolder } from './data-folder.js';
import { reason } from '../thrown.js';
import { EmbeddedPostgresFault } from './fault.js';
import { stopLeftoverServer } from './leftover-server.js';
import { findServerPrograms } from './server-programs.js';
import { launchServer, stopServer } from './server-process.js';

export interface EmbeddedPostgresOptions {
  /** Folder for the cluster, its password and its log; made if missing. Held by one process at a time. */
  dataDir: string;
  log: (line: string) => void;
  /** `false` gives up durability for speed: a power cut may lose or ruin everything. For tests only. Default true. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** `postgres://role:password@127.0.0.1:port/database`: a secret. */
  url: string;
  /** Shuts the server down in order and frees the data folder. Calling it again waits for the same stop. */
  stop(): Promise<void>;
  /** Settles when the server has ended: with nothing after `stop`, with a fault if it ended by itself. */
  ended: Promise<EmbeddedPostgresFault | undefined>;
}

/**
 * Starts PostgreSQL 18 on `<dataDir>/postgres`, on a free port of 127.0.0.1 and nowhere else, as root too. A server that
 * a killed process left behind is stopped first. It ignores Ctrl-C in the terminal: whoever started it calls `stop`.
 *
 * @throws {DataFolderInUse} another process runs it on this folder
 * @throws {DataFolderNotWritable} the folder cannot be made or written to
 * @throws {EmbeddedPostgresFault} no program for this platform, initdb failed, or it was silent for 30 s before being ready
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, durable = true } = options;
  const dataDir = resolve(options.dataDir);
  const lock = await lockDataFolder(dataDir, 'postgres');
  try {
    const programs = findServerPrograms(log);
    for (const folder of ['postgres', 'postgres.new']) {
      const stopped = await stopLeftoverServer(join(dataDir, folder));
      if (stopped > 0) log(`Stopped a PostgreSQL (${stopped} processes) that an earlier run had left behind.`);
    }
    const { cluster, password, fresh } = await openCluster(dataDir, programs, durable);
    const server = await launchServer(programs.postgres, cluster, join(dataDir, 'postgres.log'), durable);
    log(
      `PostgreSQL ${fresh ? 'made its files and ' : ''}runs on 127.0.0.1:${server.port}, files in ${cluster.folder}.`,
    );

    let stopping: Promise<void> | undefined;
    const ended = server.exit.then(async (how) => {
      await lock.release();
      return stopping ? undefined : new EmbeddedPostgresFault(`PostgreSQL ended by itself (${how}): ${server.tail()}`);
    });
    const stop = async () => {
      await stopServer(server);
      await ended;
    };
    return {
      url: `postgres://${ROLE}:${password}@127.0.0.1:${server.port}/${DATABASE}`,
      stop: () => (stopping ??= stop()),
      ended,
    };
  } catch (thrown) {
    await lock.release();
    if (thrown instanceof EmbeddedPostgresFault) throw thrown;
    throw new EmbeddedPostgresFault(`PostgreSQL could not be started in ${dataDir}: ${reason(thrown)}`, {
      cause: thrown,
    });
  }
}
