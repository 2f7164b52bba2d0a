import { type Person } from '../kernel/decision.js';
import { givenIn, ID, type Past } from '../kernel/given.js';
import { happened, suspectStream } from './events.js';
import { suspectAggregate } from './suspect.js';

/** Support for specifications: what happened to a suspect, in short. */
export const given = givenIn(suspectAggregate, 'suspectId', suspectStream({ suspectId: ID }));

export const officer: Person = {
  id: 'pryce',
  name: 'DC Owen Pryce',
  role: 'case officer',
  force: 'Hertfordshire Constabulary',
  unit: 'Public Protection Unit',
};

export const offence = {
  act: 'Sexual Offences Act 2003',
  section: 's.103I',
  description: 'breach of a sexual harm prevention order',
  counts: 2,
};

export const arrested = (at = '2026-01-14T06:05:00.000Z'): Past => ({
  by: officer,
  at,
  ...happened('PersonArrested', { name: 'A Person', dateOfBirth: '2001-03-19', suspectedOf: ['indecent images'] }),
});
export const bailed = (until: string): Past => ({ by: officer, ...happened('BailGranted', { conditions: [], until }) });
export const charged = (summonsRef?: string): Past => ({
  by: officer,
  ...happened('ChargeBrought', { unit: officer.unit, offences: [offence], ...(summonsRef ? { summonsRef } : {}) }),
});
export const pleaded = (plea: 'guilty' | 'not-guilty' | 'none'): Past => ({
  by: officer,
  ...happened('PleaEntered', { plea }),
});
export const found = (verdict: 'guilty' | 'not-guilty'): Past => ({
  by: officer,
  ...happened('VerdictReturned', { verdict }),
});
export const sentenced = (): Past => ({
  by: officer,
  ...happened('SentencePassed', { custodyMonths: 12, suspended: false, orders: [], court: 'St Albans Crown Court' }),
});
