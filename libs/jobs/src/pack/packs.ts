import { createReadStream } from 'node:fs';
import { type Readable } from 'node:stream';
import pg from 'pg';
import { type Redaction } from '#integrity';
import { migrateAt } from '#ledger';
import { type SealedLog } from '#sealer';
import { type JobWorker, type QueueConnection } from '../queues/queue-connection.js';
import { type JobLog } from '../custody-record/worker.js';
import { buildPack, type PackSources } from './build.js';
import { isPackId, PACK_QUEUE, packId, type PackRequest } from './request.js';
import { PackFiles } from './zip-writer.js';

const STEPS = [
  `CREATE SCHEMA packs;
   CREATE TABLE packs.requests (
     id text PRIMARY KEY, case_id text NOT NULL, request json NOT NULL, asked_by text NOT NULL, asked_at timestamptz NOT NULL,
     sha256 text, bytes bigint, events int);
   CREATE INDEX ON packs.requests (case_id, asked_at);`,
];

/** A pack as those who asked for it see it. */
export interface PackItem {
  readonly id: string;
  readonly status: 'waiting' | 'working' | 'built' | 'failed';
  /** 0 to 100. */
  readonly progress: number;
  readonly purpose: string;
  readonly redactions: readonly Redaction[];
  readonly askedBy: string;
  readonly askedAt: string;
  /** Of the checkpoint that it is as of. */
  readonly size: number;
  /** When built: SHA-256 of the whole in hexadecimal, its bytes, the events in it, and where it is. */
  readonly sha256?: string;
  readonly bytes?: number;
  readonly events?: number;
  readonly url?: string;
}

/** Nothing of the case is sealed yet: there is nothing to disclose, or the sealer is away. */
export class NothingSealed extends Error {
  override readonly name = 'NothingSealed';
}

export interface PackAsked {
  readonly caseId: string;
  readonly purpose: string;
  readonly redactions: readonly Redaction[];
  readonly by: string;
}

interface Row {
  readonly id: string;
  readonly request: PackRequest;
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly sha256: string | null;
  readonly bytes: string | null;
  readonly events: number | null;
}

export interface PacksOptions {
  readonly connection: QueueConnection;
  readonly url: string;
  readonly dataDir: string;
  readonly sealedLog: SealedLog;
  readonly onTrouble: (error: unknown) => void;
}

export type Packs = Awaited<ReturnType<typeof disclosurePacks>>;

/** Disclosure packs from the side that asks. Who may have one is the caller's to check and to record. */
export async function disclosurePacks({ connection, url, dataDir, sealedLog, onTrouble }: PacksOptions) {
  await migrateAt(url, 'packs', STEPS);
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'continuity packs' });
  pool.on('error', onTrouble);
  const files = new PackFiles(dataDir);
  const queue = await connection.openQueue<PackRequest>(
    PACK_QUEUE,
    {
      removeOnComplete: true,
      removeOnFail: { age: 24 * 60 * 60, count: 1_000 },
      attempts: 3,
      backoff: { type: 'exponential', delay: 1_000 },
    },
    onTrouble,
  );
  const rows = async (caseId: string) =>
    (
      await pool.query<Row>(
        'SELECT id, request, asked_by, asked_at, sha256, bytes, events FROM packs.requests WHERE case_id = $1 ORDER BY asked_at, id',
        [caseId],
      )
    ).rows;

  /** As it stands; a pack that was asked for and is neither built nor queued, because the queue or the file was lost, is queued again. */
  const item = async ({ id, request, asked_by, asked_at, sha256, bytes, events }: Row): Promise<PackItem> => {
    const { purpose, redactions, size, caseId } = request;
    const told = { id, purpose, redactions, size, askedBy: asked_by, askedAt: asked_at.toISOString() };
    if (sha256 !== null && (await files.has(id))) {
      const made = { sha256, bytes: Number(bytes), events: events ?? 0, url: `/api/cases/${caseId}/packs/${id}` };
      return { ...told, status: 'built', progress: 100, ...made };
    }
    const job = await queue.find(id);
    if (job && job.state !== 'done') return { ...told, status: job.state, progress: job.progress };
    if (job) await queue.remove(id);
    await queue.add(id, request);
    return { ...told, status: 'waiting', progress: 0 };
  };

  return {
    /** Has a pack of all that is sealed of a case by now. @throws NothingSealed */
    async ask({ caseId, purpose, redactions, by }: PackAsked): Promise<PackItem> {
      const sealed = await sealedLog.checkpoint();
      if (!sealed || (await sealedLog.caseStreams(caseId)).length === 0)
        throw new NothingSealed('Nothing of this case is in the sealed log yet');
      const before = await rows(caseId);
      const earlier = [...new Set(before.map(({ request }) => request.size))].filter((size) => size < sealed.size);
      const request: PackRequest = { caseId, purpose, redactions, size: sealed.size, earlier };
      const id = packId(request);
      await pool.query(
        `INSERT INTO packs.requests (id, case_id, request, asked_by, asked_at) VALUES ($1, $2, $3, $4, now())
         ON CONFLICT DO NOTHING`,
        [id, caseId, JSON.stringify(request), by],
      );
      const row = (await rows(caseId)).find((one) => one.id === id);
      if (!row) throw new Error(`The request ${id} was not kept`);
      return item(row);
    },

    /** In the order in which they were asked for. */
    list: async (caseId: string): Promise<readonly PackItem[]> => Promise.all((await rows(caseId)).map(item)),

    /** The ZIP; undefined for one that is not of this case or not built. */
    async file(caseId: string, id: string): Promise<Readable | undefined> {
      const row = isPackId(id) ? (await rows(caseId)).find((one) => one.id === id) : undefined;
      return row && row.sha256 !== null && (await files.has(id)) ? createReadStream(files.path(id)) : undefined;
    },

    async close(): Promise<void> {
      await queue.close();
      await pool.end();
    },
  };
}

export interface PackWorkerOptions extends PackSources {
  readonly connection: QueueConnection;
  readonly url: string;
  readonly dataDir: string;
  readonly log: JobLog;
  /** A worker silent for this long is taken for dead, and another does its job; 10 s unless told. */
  readonly silentForMs?: number;
}

/** Builds packs, one at a time, until closed. @throws Error when the queue is out of reach. */
export async function startPackWorker(options: PackWorkerOptions): Promise<JobWorker> {
  const { connection, url, dataDir, log, silentForMs = 10_000, ...sources } = options;
  await migrateAt(url, 'packs', STEPS);
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'continuity pack worker' });
  pool.on('error', (error) => log.warn({ error: error.message }, 'packs: trouble with the database'));
  const files = new PackFiles(dataDir);
  await files.sweep();
  const worker = await connection.openWorker<PackRequest>(
    PACK_QUEUE,
    async ({ id, data: request, report }) => {
      if (!isPackId(id)) throw new Error('Not the id of a pack');
      const { sha256, bytes, events } = await files.place(id, (folder, zip) =>
        buildPack(request, sources, { folder, zip, report }),
      );
      await pool.query('UPDATE packs.requests SET sha256 = $2, bytes = $3, events = $4 WHERE id = $1', [
        ...[id, sha256, bytes, events],
      ]);
      log.info({ job: id, bytes, events }, 'disclosure pack built');
    },
    {
      silentForMs,
      deaths: 3,
      onFailed: (id, error) => log.error({ job: id, error: error.message }, 'disclosure pack not built'),
    },
    (error) => log.warn({ queue: PACK_QUEUE, error: error.message }, 'trouble with the queue'),
  );
  return {
    async close() {
      await worker.close();
      await pool.end();
    },
  };
}
