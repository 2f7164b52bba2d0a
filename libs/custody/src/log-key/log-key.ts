import { aggregate } from '../kernel/aggregate.js';
import { type Circumstances } from '../kernel/decision.js';
import { logKeyEvents, type LogKeyFacts } from './events.js';

/** Who did something, and when. */
export interface Deed {
  readonly by: string;
  readonly at: string;
}

/** A new key for the sealed log, as it was asked for and as far as it came. */
export type KeyRotation = {
  /** Of the event that asked for it. */
  readonly id: string;
  readonly requested: Deed & { readonly reason: string };
} & (
  | { readonly is: 'requested' }
  | { readonly is: 'authorised'; readonly authorised: Deed }
  | { readonly is: 'declined'; readonly declined: Deed & { readonly reason: string } }
  | {
      readonly is: 'rotated';
      readonly authorised: Deed;
      /** Verifier keys. */
      readonly rotated: { readonly at: string; readonly oldKey: string; readonly newKey: string };
    }
);

/** Every new key that was asked for; the last comes last, and all before it are settled. */
export interface LogKey {
  readonly rotations: readonly KeyRotation[];
}

const deed = ({ by, occurredAt }: Circumstances): Deed => ({ by: by.id, at: occurredAt });

const settle = ({ rotations }: LogKey, change: (last: KeyRotation) => KeyRotation): LogKey => ({
  rotations: rotations.map((each, n) => (n === rotations.length - 1 ? change(each) : each)),
});

export const logKeyAggregate = aggregate<LogKey, LogKeyFacts>('log key', logKeyEvents, () => ({ rotations: [] }), {
  KeyRotationRequested: ({ rotations }, { reason }, at) => ({
    rotations: [...rotations, { id: at.id, is: 'requested', requested: { ...deed(at), reason } }],
  }),
  KeyRotationAuthorised: (key, _facts, at) =>
    settle(key, ({ id, requested }) => ({ id, requested, is: 'authorised', authorised: deed(at) })),
  KeyRotationDeclined: (key, { reason }, at) =>
    settle(key, ({ id, requested }) => ({ id, requested, is: 'declined', declined: { ...deed(at), reason } })),
  KeyRotated: (key, { oldKey, newKey }, { occurredAt: at }) =>
    settle(key, (last) =>
      last.is === 'authorised' ? { ...last, is: 'rotated', rotated: { at, oldKey, newKey } } : last,
    ),
});
