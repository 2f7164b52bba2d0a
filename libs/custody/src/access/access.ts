import { aggregate } from '../kernel/aggregate.js';
import { breakGlassEvents, type BreakGlassFacts } from './events.js';

export interface UseOfBreakGlass {
  /** Of the event. */
  readonly id: string;
  readonly by: string;
  readonly until: string;
  readonly acknowledged: boolean;
}

/** To whom break-glass opened a case. */
export interface OpenedCase {
  readonly uses: readonly UseOfBreakGlass[];
}

export const accessAggregate = aggregate<OpenedCase, BreakGlassFacts>(
  'access',
  breakGlassEvents,
  () => ({ uses: [] }),
  {
    BreakGlassUsed: ({ uses }, { until }, { id, by }) => ({
      uses: [...uses, { id, by: by.id, until, acknowledged: false }],
    }),
    BreakGlassAcknowledged: ({ uses }, { useId }) => ({
      uses: uses.map((use) => (use.id === useId ? { ...use, acknowledged: true } : use)),
    }),
  },
);

export const isOpenTo = ({ uses }: OpenedCase, personId: string, now: string): boolean =>
  uses.some(({ by, until }) => by === personId && until > now);
