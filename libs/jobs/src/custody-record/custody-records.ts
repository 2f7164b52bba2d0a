import { type Readable } from 'node:stream';
import { type PersonNamed, type ReadModels } from '#read-models';
import { type QueueConnection } from '../queues/queue-connection.js';
import { RecordFiles } from './files.js';
import { isRecordId, QUEUE, recordId, standing, type RecordRequest } from './request.js';

/** How far a record is: `progress` in whole percent of its rows. */
export interface RecordStatus {
  readonly state: 'waiting' | 'working' | 'ready' | 'failed';
  readonly progress: number;
}

/**
 * Custody records as PDF, made behind the page. Who may have one, and that they had it, is the caller's to check and to
 * record: an id is no secret.
 */
export abstract class CustodyRecords {
  /**
   * Has the record of an exhibit made as it stands now, unless it is there or being made already.
   *
   * @param by who is named on it, when this is the first to ask.
   * @returns the record's id, the same for everybody until something happens to the exhibit.
   * @throws UnknownExhibit
   */
  abstract ask(exhibitId: string, by: PersonNamed): Promise<string>;

  /** Undefined for a record that nobody asked for, or that was lost while it waited: ask again. */
  abstract status(id: string): Promise<RecordStatus | undefined>;

  /** The PDF; undefined until it is ready. */
  abstract file(id: string): Promise<Readable | undefined>;
}

export interface CustodyRecordsOptions {
  readonly connection: QueueConnection;
  /** Where `startWorker` of the same installation writes. */
  readonly dataDir: string;
  readonly readModels: Pick<ReadModels, 'exhibit' | 'exhibitTimeline'>;
  readonly onTrouble: (error: Error) => void;
  readonly clock?: () => Date;
  /** Pause before the second attempt; before the third it is twice that. 2 s unless told. */
  readonly retryAfterMs?: number;
}

/** Failures are shown for a day. A finished job is forgotten at once: the file is what counts. */
const KEPT = { removeOnComplete: true, removeOnFail: { age: 24 * 60 * 60, count: 1_000 } };

/** Asks by the queue, answers from the files. @throws Error when the queue is out of reach. */
export async function custodyRecords(
  options: CustodyRecordsOptions,
): Promise<CustodyRecords & { close(): Promise<void> }> {
  const { connection, dataDir, readModels, onTrouble, clock = () => new Date(), retryAfterMs = 2_000 } = options;
  const files = new RecordFiles(dataDir);
  const retries = { attempts: 3, backoff: { type: 'exponential', delay: retryAfterMs } };
  const queue = await connection.openQueue<RecordRequest>(QUEUE, { ...KEPT, ...retries }, onTrouble);

  return {
    async ask(exhibitId, by) {
      const { particulars, position } = await standing(readModels, exhibitId);
      const id = recordId(exhibitId, position);
      if (!isRecordId(id)) throw new Error('An exhibit has a UUID');
      if (await files.has(id)) return id;
      const earlier = await queue.find(id);
      if (earlier?.state === 'failed' || earlier?.state === 'done') await queue.remove(id);
      const { id: byId, name } = by;
      await queue.add(id, { position, particulars, by: { id: byId, name }, askedAt: clock().toISOString() });
      return id;
    },

    async status(id) {
      if (!isRecordId(id)) return undefined;
      const ready: RecordStatus = { state: 'ready', progress: 100 };
      if (await files.has(id)) return ready;
      const job = await queue.find(id);
      if (job && job.state !== 'done') return { state: job.state, progress: job.progress };
      return (await files.has(id)) ? ready : undefined; // it may have been finished between the two looks
    },

    file: (id) => files.read(id),
    close: () => queue.close(),
  };
}
