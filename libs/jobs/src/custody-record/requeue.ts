import { setTimeout as after } from 'node:timers/promises';
import { type AskedFor } from '../queues/asked-for.js';
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
  const stop = new AbortController();
  const { asked, queue, files } = from;

  const look = async () => {
    for (const { id, data } of await asked.list()) {
      if (stop.signal.aborted) return;
      if (await files.has(id)) await asked.done(id);
      else if (!(await queue.find(id))) await queue.add(id, data);
    }
  };
  const run = async () => {
    while (!stop.signal.aborted) {
      await look().catch((error: unknown) => onTrouble(error as Error));
      await after(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };

  const ended = run();
  return {
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}
