import { type StoredFacts } from '#custody';
import { type Changes } from '../kernel/projection.js';
import { type ErasureView } from '../views.js';

type Facts = Pick<StoredFacts, 'ErasureRequested' | 'ErasureDeclined' | 'PersonalDataErased'>;
type Erasures = readonly ErasureView[];

/** The lines of an erasure for the projection of whatever has personal data; `to` says where a row keeps them. */
export const erasureChanges = <R>(
  of: (row: Readonly<R>) => Erasures,
  to: (erasures: Erasures, row: Readonly<R>) => Partial<R>,
): Changes<R, Facts> => ({
  ErasureRequested: (row, { reason, whose = null, claimId = null }, { id, actor, occurredAt }) => {
    const one: ErasureView = {
      ...{ id, whose, claimId, reason, requestedBy: actor.id, requestedAt: occurredAt },
      ...{ status: 'requested', decidedBy: null, decidedAt: null, decision: null },
    };
    return to([...of(row), one], row);
  },
  ErasureDeclined: (row, { erasureId, reason: decision }, { actor, occurredAt }) =>
    to(settled(of(row), erasureId, { status: 'declined', decision, decidedBy: actor.id, decidedAt: occurredAt }), row),
  PersonalDataErased: (row, { erasureId, authority: decision }, { actor, occurredAt }) =>
    to(settled(of(row), erasureId, { status: 'erased', decision, decidedBy: actor.id, decidedAt: occurredAt }), row),
});

const settled = (erasures: Erasures, erasureId: string, to: Partial<ErasureView>): Erasures =>
  erasures.map((one) => (one.id === erasureId ? { ...one, ...to } : one));
