import {
  createPostgresBackend,
  createRedisBackend,
  withBackend,
  type BackendFactory,
  type IQueueBackend,
  type JobsOptions,
} from 'bullmq';
import { askedFor, type AskedFor } from './asked-for.js';
import { isSchemaGone, prepareSchema, rebuildSchema, SCHEMA } from './postgres-schema.js';

/** A job as its asker sees it. `progress` is what the worker last reported, 0 before it did. */
export interface Seen {
  readonly state: 'waiting' | 'working' | 'failed' | 'done';
  readonly progress: number;
}

/** One queue, from the side that asks. */
export interface JobQueue<D> {
  /** Queues a job unless one of this id waits, is worked on, or was kept. */
  add(id: string, data: D): Promise<void>;
  find(id: string): Promise<Seen | undefined>;
  /** Forgets a job, if it is there and nobody works on it. */
  remove(id: string): Promise<void>;
  /** How many wait. */
  depth(): Promise<number>;
  close(): Promise<void>;
}

/** A job as its worker gets it; `progress` of at most 100. */
export interface JobInHand<D> {
  readonly id: string;
  readonly data: D;
  /** Never fails. */
  readonly report: (progress: number) => Promise<void>;
}

export interface JobWorker {
  /** Takes no more jobs and resolves when the one in hand is done. */
  close(): Promise<void>;
}

export interface WorkerTerms {
  /** A worker silent for this long is taken for dead: its job goes to another within 1.5 times this. */
  readonly silentForMs: number;
  /** A job whose worker died this often fails. */
  readonly deaths: number;
  readonly onFailed: (id: string, error: Error) => void;
}

/** Where the queues live. They may be lost at any moment: whoever asks notes it down by `openAsked` first. */
export interface QueueConnection {
  readonly on: 'PostgreSQL' | 'Redis';
  /** What was asked for of a queue and is not made yet: in PostgreSQL, wherever the queue is. @throws as `openQueue`. */
  openAsked<D>(name: string, onTrouble: (error: Error) => void): Promise<AskedFor<D>>;
  /**
   * Resolves when the queue can be used; @throws Error when PostgreSQL is out of reach. Redis is not waited for: while it is
   * away, each call fails within 2 s.
   */
  openQueue<D>(name: string, options: JobsOptions, onTrouble: (error: Error) => void): Promise<JobQueue<D>>;
  /** Takes jobs, one at a time, as soon as there is a queue to take them from; @throws as `openQueue`. */
  openWorker<D>(
    name: string,
    work: (job: JobInHand<D>) => Promise<void>,
    terms: WorkerTerms,
    onTrouble: (error: Error) => void,
  ): Promise<JobWorker>;
}

/**
 * The one place that chooses where queues live: Redis when its URL is given, else the PostgreSQL that holds everything else.
 *
 * `withBackend` binds the backend to these very classes; `setDefaultBackendFactory`, which @nestjs/bullmq would need, is a
 * switch of the whole process, and two databases in one test run could not be told apart.
 */
export function queueConnection(at: { databaseUrl: string; redisUrl?: string | undefined }): QueueConnection {
  const { databaseUrl, redisUrl } = at;
  if (redisUrl) {
    const url = redisUrl;
    // Whoever asks is told soon that Redis is away; a worker waits for it (BullMQ demands null).
    const retryStrategy = (times: number) => Math.min(times * 100, 1_000);
    const connection = {
      asking: { url, retryStrategy, maxRetriesPerRequest: 1 },
      working: { url, retryStrategy, maxRetriesPerRequest: null },
    };
    const upkeep = { prepare: () => Promise.resolve(), mend: undefined };
    return onBackend('Redis', createRedisBackend, databaseUrl, connection, upkeep);
  }
  const connection = { connectionString: databaseUrl, schema: SCHEMA, max: 4 };
  return onBackend(
    'PostgreSQL',
    createPostgresBackend,
    databaseUrl,
    { asking: connection, working: connection },
    {
      // Not by BullMQ's `migrate: true`: a start that fails there fails for ever, and tables that go missing later stay missing.
      prepare: () => prepareSchema(databaseUrl),
      mend: once(() => rebuildSchema(databaseUrl)),
    },
  );
}

interface Upkeep {
  readonly prepare: () => Promise<void>;
  /** Makes lost tables anew. */
  readonly mend: (() => Promise<void>) | undefined;
}

function onBackend<B extends IQueueBackend, C>(
  on: QueueConnection['on'],
  factory: BackendFactory<B, C>,
  databaseUrl: string,
  connection: { asking: C; working: C },
  { prepare, mend }: Upkeep,
): QueueConnection {
  const { Queue, Worker } = withBackend(factory);

  const mended = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await soon(act());
    } catch (error) {
      if (!mend || !isSchemaGone(error)) throw error;
      await mend();
      return act();
    }
  };

  async function openQueue<D>(name: string, options: JobsOptions, onTrouble: (error: Error) => void) {
    await prepare();
    const queue = new Queue<Payload<D>>(name, { connection: connection.asking, defaultJobOptions: options });
    queue.on('error', onTrouble);
    if (on === 'PostgreSQL') await queue.waitUntilReady();
    const find = async (id: string): Promise<Seen | undefined> => {
      const job = await queue.getJob(id);
      const state = job && SEEN_AS[await job.getState()];
      return state && { state, progress: typeof job.progress === 'number' ? job.progress : 0 };
    };
    return {
      add: (id: string, asked: D) => mended(async () => void (await queue.add(name, { asked }, { jobId: id }))),
      find: (id: string) => mended(() => find(id)),
      remove: (id: string) => mended(async () => void (await queue.remove(id))),
      depth: () => mended(() => queue.count()),
      close: () => queue.close(),
    };
  }

  async function openWorker<D>(
    name: string,
    work: (job: JobInHand<D>) => Promise<void>,
    { silentForMs, deaths, onFailed }: WorkerTerms,
    onTrouble: (error: Error) => void,
  ) {
    await prepare();
    const worker = new Worker<Payload<D>>(
      name,
      async (job) => {
        // Nobody may be there to be told any more: the queue was wiped. The work is done all the same.
        const report = (progress: number): Promise<void> => job.updateProgress(progress).catch(() => undefined);
        await work({ id: job.id ?? '', data: job.data.asked, report });
      },
      {
        connection: connection.working,
        lockDuration: silentForMs,
        stalledInterval: silentForMs / 2,
        maxStalledCount: deaths,
      },
    );
    worker.on('failed', (job, error) => onFailed(job?.id ?? '', error));
    worker.on('error', (error) => {
      onTrouble(error);
      if (mend && isSchemaGone(error)) mend().catch(onTrouble);
    });
    if (on === 'PostgreSQL') await worker.waitUntilReady();
    return { close: () => worker.close() };
  }

  const openAsked = <D>(name: string, onTrouble: (error: Error) => void) => askedFor<D>(databaseUrl, name, onTrouble);
  return { on, openAsked, openQueue, openWorker };
}

/** In an object of its own: BullMQ's types take a job's data apart. */
interface Payload<D> {
  readonly asked: D;
}

const SEEN_AS: Readonly<Record<string, Seen['state'] | undefined>> = {
  waiting: 'waiting',
  delayed: 'waiting', // until its next attempt
  prioritized: 'waiting',
  'waiting-children': 'waiting',
  active: 'working',
  failed: 'failed',
  completed: 'done',
};

const ANSWER_WITHIN_MS = 2_000;

/** A queue that does not answer is out of reach. BullMQ would wait for it for ever. */
async function soon<T>(answer: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, fail) => {
    late = setTimeout(() => fail(new Error('The queue is out of reach')), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(late);
    answer.catch(() => undefined); // it may fail later, when nobody waits for it any more
  }
}

/** One at a time: who calls while it runs waits for that run. */
function once(act: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= act().finally(() => (running = undefined)));
}
