import { type AskedFor } from '../queues/asked-for.js';
import { lookAgain } from '../queues/look-again.js';
import { type JobQueue } from '../queues/queue-connection.js';
import { type RecordFiles } from './files.js';
import { type RecordRequest } from './request.js';

const LOOK_EVERY_MS = 2_000;

/**
 * Looks for records that were asked for, are not made and wait in no queue, and queues them: the queue was lost, or was out of
 * reach when they were asked for. Any number of workers may do so at once; a job is queued once by its id.
 */
export function requeueWhatWasLost(
  from: {
    readonly asked: AskedFor<RecordRequest>;
    readonly queue: JobQueue<RecordRequest>;
    readonly files: RecordFiles;
  },
  onTrouble: (error: Error) => void,
): { stop(): Promise<void> } {
  const { asked, queue, files } = from;
  const look = async (stop: AbortSignal) => {
    for (const { id, data } of await asked.list()) {
      if (stop.aborted) return;
      if (await files.has(id)) await asked.done(id);
      else if (!(await queue.find(id))) await queue.add(id, data);
    }
  };
  return lookAgain(LOOK_EVERY_MS, look, onTrouble);
}
