import { type PersonNamed, type TimelineItem } from '#read-models';

/** Custody that nobody has accepted for longer than this is drawn as a gap. Local rule; the default of the seizure-to-store leg. */
export const UNRECEIVED_AFTER_MS = 24 * 60 * 60_000;

/** One period in an exhibit's life during which the same person answers for it in the same way. */
export interface Leg {
  readonly is: 'held' | 'in transit' | 'unreceived' | 'nobody';
  /** Who answers for it; in transit the sender. */
  readonly holder: PersonNamed | null;
  readonly from: string;
  /** null while it goes on. */
  readonly to: string | null;
  readonly milliseconds: number;
}

export type LegItem = Pick<TimelineItem, 'type' | 'occurredAt' | 'position' | 'holder' | 'actor'>;

/** Entries in the order in which things happened, as the actors said; of the same moment, as they were recorded. */
export const asItHappened = <T extends Pick<LegItem, 'occurredAt' | 'position'>>(items: readonly T[]): readonly T[] =>
  [...items].sort((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || a.position - b.position);

type Standing = { readonly is: 'held' | 'in transit'; readonly holder: PersonNamed } | { readonly is: 'nobody' };

const FINAL = new Set(['DeviceReturned', 'DeviceDestroyed']);
const ENDS_TRANSIT = new Set(['CustodyReceived', 'CustodyRefused']);

/**
 * Accounts for every minute of an exhibit from its seizure to now, or to its return or destruction: who answered for it, and
 * the periods for which nobody is recorded or nobody accepted what was handed over.
 *
 * @param items all of its timeline, in any order; they are taken as they happened (occurredAt)
 * @param now ISO 8601
 */
export function legsOf(items: readonly LegItem[], now: string): readonly Leg[] {
  const legs: Leg[] = [];
  let standing: Standing | undefined;
  let since = '';
  for (const item of asItHappened(items)) {
    const next = FINAL.has(item.type) ? undefined : after(standing, item);
    if (sameStanding(standing, next)) continue;
    if (standing) legs.push(...legsBetween(standing, since, item.occurredAt, false));
    standing = next;
    since = item.occurredAt;
    if (FINAL.has(item.type)) break;
  }
  if (standing) legs.push(...legsBetween(standing, since, later(now, since), true));
  return legs;
}

function after(standing: Standing | undefined, item: LegItem): Standing | undefined {
  if (item.type === 'CustodyTransferred') return { is: 'in transit', holder: item.holder ?? item.actor };
  if (standing?.is === 'in transit' && !ENDS_TRANSIT.has(item.type)) return standing;
  if (item.holder) return { is: 'held', holder: item.holder };
  // Before it was seized, nobody has to answer for it.
  return standing && { is: 'nobody' };
}

function sameStanding(a: Standing | undefined, b: Standing | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.is === b.is && holderOf(a)?.id === holderOf(b)?.id;
}

const holderOf = (standing: Standing): PersonNamed | null => (standing.is === 'nobody' ? null : standing.holder);
const later = (a: string, b: string): string => (Date.parse(a) > Date.parse(b) ? a : b);

function legsBetween(standing: Standing, from: string, to: string, ongoing: boolean): readonly Leg[] {
  const milliseconds = Date.parse(to) - Date.parse(from);
  if (milliseconds === 0 && !ongoing) return [];
  const holder = holderOf(standing);
  const end = ongoing ? null : to;
  if (standing.is !== 'in transit' || milliseconds <= UNRECEIVED_AFTER_MS)
    return [{ is: standing.is, holder, from, to: end, milliseconds }];
  const limit = new Date(Date.parse(from) + UNRECEIVED_AFTER_MS).toISOString();
  return [
    { is: 'in transit', holder, from, to: limit, milliseconds: UNRECEIVED_AFTER_MS },
    { is: 'unreceived', holder, from: limit, to: end, milliseconds: milliseconds - UNRECEIVED_AFTER_MS },
  ];
}

export const isGap = ({ is }: Leg): boolean => is === 'unreceived' || is === 'nobody';
