import { type Circumstances } from '../kernel/decision.js';
import { type Whose } from './request-erasure.js';

/** A request that is not settled yet. */
export interface ErasureAsked {
  /** Id of the event. */
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly whose?: Whose;
  readonly claimId?: string;
}

/** What was asked to be erased and is not settled, and the data subjects whose keys are destroyed. */
export interface Erasures {
  readonly asked: readonly ErasureAsked[];
  readonly erased: readonly string[];
}

interface Erasable {
  readonly erasures?: Erasures;
}

export const erasuresOf = ({ erasures = { asked: [], erased: [] } }: Erasable): Erasures => erasures;

const settled = ({ asked }: Erasures, erasureId: string) => asked.filter(({ id }) => id !== erasureId);

/** How the events of an erasure change a state; each aggregate has these lines. */
export const evolveErasures = {
  ErasureRequested: <S extends Erasable>(
    state: S,
    { reason, whose, claimId }: Pick<ErasureAsked, 'reason' | 'whose' | 'claimId'>,
    { id, by }: Circumstances,
  ): S => {
    const erasures = erasuresOf(state);
    const one: ErasureAsked = {
      ...{ id, by: by.id, reason },
      ...(whose === undefined ? {} : { whose }),
      ...(claimId === undefined ? {} : { claimId }),
    };
    return { ...state, erasures: { ...erasures, asked: [...erasures.asked, one] } };
  },
  ErasureDeclined: <S extends Erasable>(state: S, { erasureId }: { readonly erasureId: string }): S => {
    const erasures = erasuresOf(state);
    return { ...state, erasures: { ...erasures, asked: settled(erasures, erasureId) } };
  },
  PersonalDataErased: <S extends Erasable>(
    state: S,
    { erasureId, subjects }: { readonly erasureId: string; readonly subjects: readonly string[] },
  ): S => {
    const erasures = erasuresOf(state);
    return {
      ...state,
      erasures: { asked: settled(erasures, erasureId), erased: [...erasures.erased, ...subjects] },
    };
  },
};
