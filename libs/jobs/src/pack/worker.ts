import { type SubjectKeys } from '#ledger';
import { type ReadModels } from '#read-models';
import { type JobLog } from '../custody-record/worker.js';
import { asNothingIsErased } from '../erasure/as-nothing-is-erased.js';
import { lookAgain } from '../queues/look-again.js';
import { type JobQueue, type JobWorker, type QueueConnection } from '../queues/queue-connection.js';
import { buildPack, type PackSources } from './build.js';
import { PACK_TERMS } from './packs.js';
import { isPackId, packAsked, PACK_QUEUE, type PackJob } from './request.js';
import { PackFiles } from './zip-writer.js';

const LOOK_EVERY_MS = 1_000;

export interface PackWorkerOptions extends PackSources {
  readonly keys: Pick<SubjectKeys, 'keysOf' | 'destroyed'>;
  readonly connection: QueueConnection;
  readonly dataDir: string;
  readonly readModels: Pick<ReadModels, 'packsWanted'>;
  /** Records in the ledger that a pack is built (RecordPack); done again, it changes nothing. */
  readonly record: (pack: PackJob & { sha256: string; checkpoint: string }) => Promise<void>;
  readonly log: JobLog;
  /** A worker silent for this long is taken for dead, and another does its job; 10 s unless told. */
  readonly silentForMs?: number;
}

/**
 * Builds packs, one at a time, until closed, and queues whatever was requested and is not built: queues may be lost at any
 * moment, and only the ledger says what was asked for.
 *
 * @throws Error when the queue is out of reach.
 */
export async function startPackWorker(options: PackWorkerOptions): Promise<JobWorker> {
  const { connection, dataDir, record, log, silentForMs = 10_000 } = options;
  const files = new PackFiles(dataDir);
  await files.sweep();
  const onTrouble = (error: Error) => log.warn({ queue: PACK_QUEUE, error: error.message }, 'trouble with the queue');
  const queue = await connection.openQueue<PackJob>(PACK_QUEUE, PACK_TERMS, onTrouble);
  const worker = await connection.openWorker<PackJob>(
    PACK_QUEUE,
    async ({ id, data: job, report }) => {
      const asked = await packAsked(job, options);
      if (!isPackId(id) || id !== job.packId || !asked?.request) throw new Error('Nobody asked for this pack');
      const { request, sha256: before } = asked;
      const build = async (folder: string, zip: string) => {
        const made = await buildPack(request, options, { folder, zip, report });
        if (before !== undefined && made.sha256 !== before)
          throw new Error(
            'It is not the pack that was built before: personal data was erased since, or another version built it. Request another.',
          );
        return made;
      };
      const built = await asNothingIsErased(options.keys, {
        make: () => files.place(id, build),
        unmake: () => files.delete(id),
      });
      const { sha256, checkpoint, bytes, events } = built;
      if (before === undefined) await record({ ...job, sha256, checkpoint });
      log.info({ job: id, bytes, events }, 'disclosure pack built');
    },
    {
      silentForMs,
      deaths: 3,
      onFailed: (id, error) => log.error({ job: id, error: error.message }, 'disclosure pack not built'),
    },
    onTrouble,
  );
  const looking = queueWhatIsWanted(options, queue, onTrouble);
  return {
    async close() {
      await looking.stop();
      await worker.close();
      await queue.close();
    },
  };
}

/** Any number of workers may do so at once; a job is queued once by its id. */
function queueWhatIsWanted(
  options: PackWorkerOptions,
  queue: JobQueue<PackJob>,
  onTrouble: (error: Error) => void,
): { stop(): Promise<void> } {
  const look = async (stop: AbortSignal) => {
    for (const job of await options.readModels.packsWanted()) {
      if (stop.aborted) return;
      if (await queue.find(job.packId)) continue;
      // Read models may be behind; and a request waits until it is sealed.
      const asked = await packAsked(job, options);
      if (asked?.request && asked.sha256 === undefined) await queue.add(job.packId, job);
    }
  };
  return lookAgain(LOOK_EVERY_MS, look, onTrouble);
}
