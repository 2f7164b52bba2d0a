import { randomUUID } from 'node:crypto';
import { type Person } from '#custody';
import { type CommandDesk } from './command-desk.js';

const WORKER: Person = { id: 'worker', name: 'Continuity', role: 'worker', force: 'Continuity', unit: 'Worker' };

/** Records that a pack is built, unless that was recorded before. @throws Error when the rules refuse it otherwise. */
export const recordingPacks =
  (desk: Pick<CommandDesk, 'take'>) =>
  async (pack: { caseId: string; packId: string; sha256: string; checkpoint: string }): Promise<void> => {
    const body = { ...pack, occurredAt: new Date().toISOString() };
    const answer = await desk.take({ name: 'RecordPack', by: WORKER, commandId: randomUUID(), body });
    if (answer.is === 'done' || (answer.is === 'refused' && answer.refusal.rule === 'pack-already-built')) return;
    throw new Error(`That the pack ${pack.packId} is built was not recorded: ${JSON.stringify(answer)}`);
  };
