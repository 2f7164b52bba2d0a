import { START, type Position, type SubjectKeys } from '#ledger';
import { type ErasedView, type ReadModels } from '#read-models';
import { type JobLog } from '../custody-record/worker.js';
import { RecordFiles } from '../custody-record/files.js';
import { PackFiles } from '../pack/zip-writer.js';
import { lookAgain } from '../queues/look-again.js';

const LOOK_EVERY_MS = 500;

export interface EraserOptions {
  readonly readModels: Pick<ReadModels, 'erased'>;
  readonly keys: Pick<SubjectKeys, 'destroy'>;
  readonly dataDir: string;
  readonly log: JobLog;
}

/**
 * Carries out every erasure that is recorded: destroys the keys, then deletes the custody records and packs that were made with
 * them; those are made again without. All erasures since the beginning are done again when it starts, so a crash between the
 * record of an erasure and its end, or of a worker that had just written such a file, only delays it.
 */
export function startEraser({ readModels, keys, dataDir, log }: EraserOptions): { stop(): Promise<void> } {
  const [records, packs] = [new RecordFiles(dataDir), new PackFiles(dataDir)];
  let done: Position = START;
  const look = async () => {
    const erased = await readModels.erased(done);
    const last = erased.at(-1);
    if (!last) return;
    for (const subject of subjectsIn(erased)) await keys.destroy(subject);
    const streams = new Set(erased.flatMap((each) => each.streams));
    const deleted = [...(await records.deleteOf(streams)), ...(await packs.deleteOf(streams))];
    done = last.position;
    log.info({ erasures: erased.length, files: deleted.length }, 'personal data erased');
  };
  return lookAgain(LOOK_EVERY_MS, look, (error) => log.warn({ error: error.message }, 'erasure: trying again'));
}

const subjectsIn = (erased: readonly ErasedView[]): ReadonlySet<string> =>
  new Set(erased.flatMap(({ subjects }) => subjects));
