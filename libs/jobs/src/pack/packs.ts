import { createReadStream } from 'node:fs';
import { type Readable } from 'node:stream';
import { type JobsOptions } from 'bullmq';
import { type DisclosureView, type PackView } from '#read-models';
import { type QueueConnection } from '../queues/queue-connection.js';
import { isPackId, PACK_QUEUE, type PackJob } from './request.js';
import { PackFiles } from './zip-writer.js';

export const PACK_TERMS: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: { age: 24 * 60 * 60, count: 1_000 },
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
};

/** A pack as those who asked for it see it. */
export interface PackItem extends Omit<PackView, 'status'> {
  readonly status: 'waiting' | 'working' | 'built' | 'failed';
  /** 0 to 100. */
  readonly progress: number;
  /** Where it is, once it is built. */
  readonly url?: string;
}

export interface PacksOptions {
  readonly connection: QueueConnection;
  readonly dataDir: string;
  readonly onTrouble: (error: Error) => void;
}

export type Packs = Awaited<ReturnType<typeof disclosurePacks>>;

/** How far the packs of a case are, and their files. Who may have one is the caller's to check and to record. */
export async function disclosurePacks({ connection, dataDir, onTrouble }: PacksOptions) {
  const files = new PackFiles(dataDir);
  const queue = await connection.openQueue<PackJob>(PACK_QUEUE, PACK_TERMS, onTrouble);

  /** A pack that was built and whose file was lost is built again, to the same bytes. */
  const item = async (caseId: string, { status, ...told }: PackView): Promise<PackItem> => {
    const { packId } = told;
    const isBuilt = status !== 'requested';
    if (isBuilt && (await files.has(packId)))
      return { ...told, status: 'built', progress: 100, url: `/api/cases/${caseId}/packs/${packId}` };
    try {
      const job = await queue.find(packId);
      if (job && job.state !== 'done') return { ...told, status: job.state, progress: job.progress };
      if (isBuilt && job) await queue.remove(packId);
      if (isBuilt) await queue.add(packId, { caseId, packId });
    } catch (error) {
      onTrouble(error as Error); // a queue that is away gets it later
    }
    return { ...told, status: 'waiting', progress: 0 };
  };

  return {
    /** In the order in which they were asked for. */
    list: ({ caseId, packs }: Pick<DisclosureView, 'caseId' | 'packs'>): Promise<readonly PackItem[]> =>
      Promise.all(packs.map((pack) => item(caseId, pack))),

    /** The ZIP; undefined for one that is not of this case, or not built. */
    async file({ packs }: Pick<DisclosureView, 'packs'>, packId: string): Promise<Readable | undefined> {
      const isBuilt = packs.some((pack) => pack.packId === packId && pack.status !== 'requested');
      return isBuilt && isPackId(packId) && (await files.has(packId))
        ? createReadStream(files.path(packId))
        : undefined;
    },

    close: () => queue.close(),
  };
}
