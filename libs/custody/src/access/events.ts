import { event, happening, type StoredFactsOf } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { momentInWords } from '../kernel/words.js';
import { type AcknowledgeBreakGlass } from './acknowledge-break-glass.js';
import { type BreakGlass } from './break-glass.js';
import { REASONS, type LookFacts, type RefusedLookFacts } from './looks.js';

/** Who opened a case without being on it: in a stream of its own, so that the case's own rules need not know. */
export const breakGlassStream = ({ caseId }: { readonly caseId: string }): string => `access-case-${caseId}`;

const typed = ({ typedUnder = '' }: Pick<LookFacts, 'typedUnder'>): string => typedUnder;
const personal = { words: typed, reasonInWords: typed };

const used = ({ permission, filter, words, reason, reasonInWords, unasked }: LookFacts): string =>
  [
    permission,
    ...Object.entries(filter ?? {}).map(([name, value]) => `${name} ${value}`),
    ...(words === undefined ? [] : [`looked for: ${words}`]),
    ...(reason === undefined && reasonInWords === undefined
      ? []
      : [`reason: ${reasonInWords ?? REASONS[reason ?? 'other'].toLowerCase()}`]),
    ...(unasked ? ['the open page by itself'] : []),
  ].join('; ');

/** Recorded of every answer about a case before it is sent; by no command, and never part of a case's own record. */
export const lookEvents = {
  RecordViewed: event<LookFacts>()({ label: 'Record viewed', says: (look) => `Permitted to ${used(look)}`, personal }),
  RecordSearched: event<LookFacts>()({
    label: 'Records searched',
    says: (look) => `Permitted to ${used(look)}`,
    personal,
  }),
  RecordExported: event<LookFacts>()({
    label: 'Record taken away',
    says: (look) => `Permitted to ${used(look)}`,
    personal,
  }),
  AccessRefused: event<RefusedLookFacts>()({
    label: 'Access refused',
    says: (look) => `Refused to ${used(look)}${look.command === undefined ? '' : `: ${look.command}`}`,
    personal,
  }),
};

export const breakGlassEvents = {
  BreakGlassUsed: event<Facts<BreakGlass> & { readonly until: string }>()({
    label: 'Opened by break-glass',
    says: ({ reason, until }) => `Opened by break-glass until ${momentInWords(until)}, reason: ${reason}`,
    personal: { reason: (_facts, { stream }) => `${stream}/reason` },
  }),
  BreakGlassAcknowledged: event<Facts<AcknowledgeBreakGlass>>()({
    label: 'Break-glass acknowledged',
    says: () => 'The use of break-glass was seen by a supervisor',
  }),
};

export const accessEvents = { ...lookEvents, ...breakGlassEvents };

export type LookType = keyof typeof lookEvents;
export type AccessFacts = { [T in keyof typeof accessEvents]: StoredFactsOf<(typeof accessEvents)[T]> };
export type BreakGlassFacts = Pick<AccessFacts, keyof typeof breakGlassEvents>;
export const happened = happening<typeof breakGlassEvents>();
