import { randomUUID } from 'node:crypto';
import { type Person } from '#custody';
import { type CommandDesk } from './command-desk.js';

const WORKER: Person = { id: 'worker', name: 'Continuity', role: 'worker', force: 'Continuity', unit: 'Worker' };

/**
 * Records what the product does by itself, unless that was recorded before: `already` is the rule that says so.
 *
 * @throws Error with what the rules say, when they refuse it otherwise.
 */
const recording =
  <F extends object>(name: string, already: string) =>
  (desk: Pick<CommandDesk, 'take'>) =>
  async (facts: F): Promise<void> => {
    const body = { ...facts, occurredAt: new Date().toISOString() };
    const answer = await desk.take({ name, by: WORKER, commandId: randomUUID(), body });
    if (answer.is === 'done' || (answer.is === 'refused' && answer.refusal.rule === already)) return;
    throw new Error(
      answer.is === 'refused' ? answer.refusal.message : `${name} was not recorded: ${JSON.stringify(answer)}`,
    );
  };

/** That a pack is built. */
export const recordingPacks = recording<{ caseId: string; packId: string; sha256: string; checkpoint: string }>(
  'RecordPack',
  'pack-already-built',
);

/** That a key of the log follows another, which two people must have agreed to: verifier keys. */
export const recordingKeyRotation = recording<{ oldKey: string; newKey: string }>(
  'RecordKeyRotation',
  'rotation-already-recorded',
);
