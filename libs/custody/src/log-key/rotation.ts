import { type CaseFile } from '../case/case-file.js';
import { type Happened } from '../kernel/catalogue.js';
import { Command, factsOf } from '../kernel/command.js';
import { refuse, type Decision } from '../kernel/decision.js';
import { IsText } from '../kernel/fields.js';
import { happened, type logKeyEvents } from './events.js';
import { type KeyRotation, type LogKey } from './log-key.js';

type Rule<C extends Command> = Decision<LogKey, C, Happened<typeof logKeyEvents>, CaseFile>;

/** The sealed log should be signed by a new key, and why. Whoever keeps the machines asks for it. */
export class RequestKeyRotation extends Command {
  @IsText(500) reason!: string;
}

/** Somebody else agrees: who holds the key of the log is not changed on the word of one person. Good for one change. */
export class AuthoriseKeyRotation extends Command {}

/** The key stays, also when a new one was authorised that is not made yet. */
export class DeclineKeyRotation extends Command {
  @IsText(500) reason!: string;
}

/** The key is changed: recorded by the program that changes it, before it does. */
export class RecordKeyRotation extends Command {
  /** Verifier keys: name, hash and public key. */
  @IsText(300) oldKey!: string;
  @IsText(300) newKey!: string;
}

type Open = Extract<KeyRotation, { is: 'requested' | 'authorised' }>;

const openOf = ({ rotations }: LogKey): Open | undefined => {
  const last = rotations.at(-1);
  return last?.is === 'requested' || last?.is === 'authorised' ? last : undefined;
};

const noneRequested = (key: LogKey) => refuse('no-rotation-requested', 'No new key for the log is asked for.', key);

const requestKeyRotation: Rule<RequestKeyRotation> = {
  command: RequestKeyRotation,
  decide: (key, command) =>
    openOf(key)
      ? refuse('rotation-already-requested', 'A new key was asked for before, and is not made or declined yet.', key)
      : [happened('KeyRotationRequested', factsOf(command))],
};

const authoriseKeyRotation: Rule<AuthoriseKeyRotation> = {
  command: AuthoriseKeyRotation,
  decide(key, _command, by) {
    const open = openOf(key);
    if (!open) return noneRequested(key);
    if (open.is === 'authorised') return refuse('rotation-already-authorised', 'It was authorised before.', key);
    if (open.requested.by === by.id)
      return refuse('same-person', 'Somebody else than the one who asked for it authorises it.', key);
    return [happened('KeyRotationAuthorised', { requestId: open.id })];
  },
};

const declineKeyRotation: Rule<DeclineKeyRotation> = {
  command: DeclineKeyRotation,
  decide(key, { reason }) {
    const open = openOf(key);
    return open ? [happened('KeyRotationDeclined', { requestId: open.id, reason })] : noneRequested(key);
  },
};

const recordKeyRotation: Rule<RecordKeyRotation> = {
  command: RecordKeyRotation,
  decide(key, command) {
    const last = key.rotations.at(-1);
    if (last?.is === 'rotated' && last.rotated.newKey === command.newKey)
      return refuse('rotation-already-recorded', 'That this key follows was recorded before.', key);
    if (last?.is !== 'authorised')
      return refuse(
        'rotation-not-authorised',
        'The key of the log is changed when one person has asked for it and another has authorised it, once each time: see the page Integrity.',
        key,
      );
    return [happened('KeyRotated', { requestId: last.id, ...factsOf(command) })];
  },
};

/** The commands about the log's key, by the name they are routed and stored under. */
export const logKeyDecisions = {
  RequestKeyRotation: requestKeyRotation,
  AuthoriseKeyRotation: authoriseKeyRotation,
  DeclineKeyRotation: declineKeyRotation,
  RecordKeyRotation: recordKeyRotation,
};
