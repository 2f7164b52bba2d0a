import { type Ledger, type SubjectKeys } from '#ledger';
import { type ReadModels, type Seen } from '#read-models';
import { type JobWorker, type QueueConnection } from '../queues/queue-connection.js';
import { asNothingIsErased } from '../erasure/as-nothing-is-erased.js';
import { RecordFiles } from './files.js';
import { custodyRecordPdf } from './pdf/custody-record-pdf.js';
import { gather } from './record.js';
import { QUEUE, terms, type RecordRequest } from './request.js';
import { requeueWhatWasLost } from './requeue.js';

/** What is told of the work: pino's own shape. */
export interface JobLog {
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
  error(context: object, message: string): void;
}

export interface WorkerOptions {
  readonly connection: QueueConnection;
  readonly dataDir: string;
  readonly readModels: Pick<Seen, 'exhibitTimeline'> & Pick<ReadModels, 'waitFor'>;
  readonly ledger: Pick<Ledger, 'readAll'>;
  /** What the read models open personal values with. */
  readonly keys: Pick<SubjectKeys, 'destroyed'>;
  readonly log: JobLog;
  /** Marks every page as of invented people and events. */
  readonly demonstration?: boolean;
  /** A worker silent for this long is taken for dead, and another does its job; 10 s unless told. */
  readonly silentForMs?: number;
  /** As for `custodyRecords`. */
  readonly retryAfterMs?: number;
}

/** Makes custody records, one at a time, until closed; queues anew what a queue lost. @throws Error when PostgreSQL is out of reach. */
export async function startWorker(options: WorkerOptions): Promise<JobWorker> {
  const { connection, dataDir, readModels, ledger, keys, log, demonstration = false } = options;
  const { silentForMs = 10_000, retryAfterMs } = options;
  const files = new RecordFiles(dataDir);
  await files.sweep();
  const onTrouble = (error: Error) =>
    log.warn({ queue: QUEUE, on: connection.on, error: error.message }, 'trouble with the queue');
  const asked = await connection.openAsked<RecordRequest>(QUEUE, onTrouble);
  const queue = await connection.openQueue<RecordRequest>(QUEUE, terms(retryAfterMs), onTrouble);

  const worker = await connection.openWorker<RecordRequest>(
    QUEUE,
    async ({ id, data: request, report }) => {
      // A worker may have died after writing it, and before it could say so.
      if (await files.has(id)) return asked.done(id);
      let rows = 0;
      await asNothingIsErased(keys, {
        make: async () => {
          const record = await gather(request, { readModels, ledger, demonstration });
          rows = record.timeline.length;
          await files.write(id, await custodyRecordPdf(record, (done) => report(Math.floor((100 * done) / rows))));
        },
        unmake: () => files.delete(id),
      });
      await asked.done(id);
      log.info({ job: id, rows }, 'custody record made');
    },
    {
      silentForMs,
      deaths: 3,
      onFailed: (id, error) => log.error({ job: id, error: error.message }, 'custody record not made'),
    },
    onTrouble,
  );
  const requeueing = requeueWhatWasLost({ asked, queue, files }, onTrouble);
  return {
    close: async () => {
      await requeueing.stop();
      await worker.close();
      await queue.close();
      await asked.close();
    },
  };
}
