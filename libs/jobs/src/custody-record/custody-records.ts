import { type Readable } from 'node:stream';
import { type PersonNamed, type Seen } from '#read-models';
import { type QueueConnection } from '../queues/queue-connection.js';
import { RecordFiles } from './files.js';
import { isRecordId, QUEUE, recordId, standing, terms, type RecordRequest } from './request.js';

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

  /** Undefined for a record that nobody asked for, or whose file was deleted: ask again. */
  abstract status(id: string): Promise<RecordStatus | undefined>;

  /** The PDF; undefined until it is ready. */
  abstract file(id: string): Promise<Readable | undefined>;
}

export interface CustodyRecordsOptions {
  readonly connection: QueueConnection;
  /** Where `startWorker` of the same installation writes. */
  readonly dataDir: string;
  readonly readModels: Pick<Seen, 'exhibit' | 'exhibitTimeline'>;
  readonly onTrouble: (error: Error) => void;
  readonly clock?: () => Date;
  /** Pause before the second attempt; before the third it is twice that. 2 s unless told. */
  readonly retryAfterMs?: number;
}

/** For those who look after the product. */
export interface CustodyRecordsOffice extends CustodyRecords {
  /** Records that were asked for and are not made: those waiting, in hand, and failed. @throws when PostgreSQL is out of reach. */
  asked(): Promise<number>;
  /** Jobs that wait for a worker. @throws when the queue is out of reach. */
  queued(): Promise<number>;
  close(): Promise<void>;
}

/** Notes down in PostgreSQL what is asked for, asks by the queue, answers from the files. @throws Error when PostgreSQL is out of reach. */
export async function custodyRecords(options: CustodyRecordsOptions): Promise<CustodyRecordsOffice> {
  const { connection, dataDir, readModels, onTrouble, clock = () => new Date(), retryAfterMs } = options;
  const files = new RecordFiles(dataDir);
  const asked = await connection.openAsked<RecordRequest>(QUEUE, onTrouble);
  const queue = await connection.openQueue<RecordRequest>(QUEUE, terms(retryAfterMs), onTrouble);

  /** A queue that is away gets it later: see `requeueWhatWasLost`. */
  const enqueue = async (id: string, request: RecordRequest) => {
    const earlier = await queue.find(id);
    if (earlier?.state === 'failed' || earlier?.state === 'done') await queue.remove(id);
    await queue.add(id, request);
  };

  return {
    async ask(exhibitId, by) {
      const { particulars, position } = await standing(readModels, exhibitId);
      const id = recordId(exhibitId, position);
      if (!isRecordId(id)) throw new Error('An exhibit has a UUID');
      if (await files.has(id)) return id;
      const { id: byId, name } = by;
      const request = { position, particulars, by: { id: byId, name }, askedAt: clock().toISOString() };
      await asked.add(id, request);
      await enqueue(id, request).catch((error: unknown) => onTrouble(error as Error));
      return id;
    },

    async status(id) {
      if (!isRecordId(id)) return undefined;
      const ready: RecordStatus = { state: 'ready', progress: 100 };
      if (await files.has(id)) return ready;
      const job = await queue.find(id).catch((error: unknown) => onTrouble(error as Error));
      if (job && job.state !== 'done') return { state: job.state, progress: job.progress };
      if (await asked.has(id)) return (await files.has(id)) ? ready : { state: 'waiting', progress: 0 };
      return (await files.has(id)) ? ready : undefined; // it may have been finished between the two looks
    },

    file: (id) => files.read(id),
    asked: () => asked.count(),
    queued: () => queue.depth(),
    close: async () => {
      await queue.close();
      await asked.close();
    },
  };
}
