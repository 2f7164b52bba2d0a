import { type Ledger } from '#ledger';
import { type ReadModels } from '#read-models';
import { type JobWorker, type QueueConnection } from '../queues/queue-connection.js';
import { RecordFiles } from './files.js';
import { custodyRecordPdf } from './pdf/custody-record-pdf.js';
import { gather } from './record.js';
import { QUEUE, type RecordRequest } from './request.js';

/** What is told of the work: pino's own shape. */
export interface JobLog {
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
  error(context: object, message: string): void;
}

export interface WorkerOptions {
  readonly connection: QueueConnection;
  readonly dataDir: string;
  readonly readModels: Pick<ReadModels, 'exhibitTimeline' | 'waitFor'>;
  readonly ledger: Pick<Ledger, 'readAll'>;
  readonly log: JobLog;
  /** Marks every page as of invented people and events. */
  readonly demonstration?: boolean;
  /** A worker silent for this long is taken for dead, and another does its job; 10 s unless told. */
  readonly silentForMs?: number;
}

/** Makes custody records, one at a time, until closed. @throws Error when the queue is out of reach. */
export async function startWorker(options: WorkerOptions): Promise<JobWorker> {
  const { connection, dataDir, readModels, ledger, log, demonstration = false, silentForMs = 10_000 } = options;
  const files = new RecordFiles(dataDir);
  await files.sweep();

  return connection.openWorker<RecordRequest>(
    QUEUE,
    async ({ id, data: request, report }) => {
      if (await files.has(id)) return; // a worker died after writing it, and before it could say so
      const record = await gather(request, { readModels, ledger, demonstration });
      const rows = record.timeline.length;
      await files.write(id, await custodyRecordPdf(record, (done) => report(Math.floor((100 * done) / rows))));
      log.info({ job: id, rows }, 'custody record made');
    },
    {
      silentForMs,
      deaths: 3,
      onFailed: (id, error) => log.error({ job: id, error: error.message }, 'custody record not made'),
    },
    (error) => log.warn({ queue: QUEUE, on: connection.on, error: error.message }, 'trouble with the queue'),
  );
}
