import { evolveErasures } from '../erasure/index.js';
import { type Evolve } from '../kernel/decision.js';
import { type SuspectFacts } from './events.js';
import { isOver, type Proceedings } from './proceedings.js';
import { type Suspect } from './suspect.js';

export const evolveSuspect: Evolve<Suspect, SuspectFacts> = {
  PersonArrested: (suspect, _facts, { caseId, occurredAt }) => ({
    ...suspect,
    caseId,
    arrestedAt: occurredAt,
    // Somebody summonsed before stands charged still.
    standing: suspect.standing.is === 'not recorded' ? { is: 'arrested' } : suspect.standing,
  }),
  BailGranted: (suspect, { until, conditions }) => ({ ...suspect, standing: { is: 'on bail', until, conditions } }),
  BailExtended: (suspect, { until }) =>
    suspect.standing.is === 'on bail' ? { ...suspect, standing: { ...suspect.standing, until } } : suspect,
  ReleasedUnderInvestigation: (suspect) => ({ ...suspect, standing: { is: 'under investigation' } }),
  NoFurtherAction: (suspect, { reason }, { occurredAt }) => ({
    ...suspect,
    standing: { is: 'no further action', reason },
    clearedAt: occurredAt,
  }),
  ChargeBrought: (suspect, { offences }, { caseId }) => {
    const { standing, proceedings } = suspect;
    const counts = offences.reduce((sum, offence) => sum + offence.counts, 0);
    const further = proceedings && !isOver(proceedings);
    const before = further ? proceedings : { counts: 0, offences: [], sentenced: false };
    const described = [...before.offences, ...offences.map(({ description }) => description)];
    const { clearedAt: _cleared, convictedAt: _convicted, custodyMonths: _months, ...rest } = suspect;
    return {
      ...(further ? suspect : rest),
      caseId,
      standing: further && standing.is === 'remanded' ? standing : { is: 'charged' },
      proceedings: { ...before, counts: before.counts + counts, offences: described },
    };
  },
  RemandedInCustody: (suspect, { court }) => ({ ...suspect, standing: { is: 'remanded', court } }),
  PleaEntered: (suspect, { plea }, { occurredAt }) => ({
    ...inCourt(suspect, { plea }),
    ...(plea === 'guilty' ? { convictedAt: occurredAt } : {}),
  }),
  VerdictReturned: (suspect, { verdict }, { occurredAt }) => ({
    ...inCourt(suspect, { verdict }),
    ...(verdict === 'guilty' ? { convictedAt: occurredAt } : { clearedAt: occurredAt }),
  }),
  SentencePassed: (suspect, { custodyMonths, suspended }) => ({
    ...inCourt(suspect, { sentenced: true }),
    custodyMonths: suspended ? 0 : custodyMonths,
  }),
  // Its corrected entry was folded as corrected.
  EntryCorrected: (suspect) => suspect,
  ...evolveErasures,
};

const inCourt = (suspect: Suspect, change: Partial<Proceedings>): Suspect =>
  suspect.proceedings ? { ...suspect, proceedings: { ...suspect.proceedings, ...change } } : suspect;
