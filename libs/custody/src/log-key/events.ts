import { event, happening, type StoredFactsOf } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { type DeclineKeyRotation, type RecordKeyRotation, type RequestKeyRotation } from './rotation.js';

/** An installation has one log. */
export const LOG_KEY_STREAM = 'log-key';

interface OfRequest {
  /** Id of the event that asked for it. */
  readonly requestId: string;
}

export const logKeyEvents = {
  KeyRotationRequested: event<Facts<RequestKeyRotation>>()({
    label: 'New key of the log requested',
    says: ({ reason }) => `A new key for the sealed log requested: ${reason}`,
  }),
  KeyRotationAuthorised: event<OfRequest>()({
    label: 'New key of the log authorised',
    says: () => 'The new key for the sealed log authorised',
  }),
  KeyRotationDeclined: event<OfRequest & Facts<DeclineKeyRotation>>()({
    label: 'New key of the log declined',
    says: ({ reason }) => `No new key for the sealed log: ${reason}`,
  }),
  /** Recorded before the log itself says so, which a run that was stopped in between finishes when it is run again. */
  KeyRotated: event<OfRequest & Facts<RecordKeyRotation>>()({
    label: 'Key of the log changed',
    says: ({ oldKey, newKey }) => `The sealed log is signed by ${newKey}, and no longer by ${oldKey}`,
  }),
};

export type LogKeyFacts = { [T in keyof typeof logKeyEvents]: StoredFactsOf<(typeof logKeyEvents)[T]> };
export const happened = happening<typeof logKeyEvents>();
