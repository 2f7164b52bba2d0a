import { exhibitAggregate, exhibitStream } from '../exhibit/index.js';
import { folded } from '../kernel/aggregate.js';
import { amended } from '../kernel/correction.js';
import { type Entry } from '../kernel/decision.js';
import { type InclusionAsked } from './request-pack.js';

/** What a pack does not show although nobody asked for that: names of streams and ids of entries, and why, for whoever gets it. */
export interface KeptBack {
  readonly within: readonly string[];
  readonly reason: string;
}

/** The holds under which an exhibit is kept out of packs, and what is said of that. */
export const KEPT_BACK_UNDER = {
  privilege: 'It may be legally privileged (PACE 1984 s.19(6))',
  victim: 'It is a victim’s or a witness’s own material',
} as const;
const SENSITIVE = 'It is sensitive material (MG6D; CPS Disclosure Manual chapter 8)';

const TELLING = [
  ...['MaterialScheduled', 'MaterialReviewed', 'MaterialWithheld', 'ScheduleCertified', 'PackRequested'],
  ...['InclusionAgreed', 'RetentionHeld', 'RetentionReleased', 'SubExhibitTaken', 'EntryCorrected'],
  ...['ReferenceClaimed', 'SealNumberClaimed'],
];

/** Whether an entry can tell what is kept back, whatever the case. */
export const tellsWhatIsKeptBack = (type: string): boolean => TELLING.includes(type);

/** Ids of entries that an item of any schedule is about. */
export const scheduledEntries = (entries: readonly Entry[]): ReadonlySet<string> =>
  new Set(entries.flatMap(({ facts }) => textIn(facts, 'eventId') ?? []));

/**
 * What is kept back from a pack unless two people have it included: items of MG6D with what they are about, exhibits that are held
 * as privileged or as a victim's, and what was taken out of any of these. An item about an entry is about no more of its exhibit.
 *
 * @param entries of the whole case as of the pack: those that `tellsWhatIsKeptBack`, and those that items are about.
 */
export function keptBack(
  entries: readonly Entry[],
  { packId, includes }: { readonly packId: string; readonly includes: readonly InclusionAsked[] },
): readonly KeptBack[] {
  const shown = new Set(includes.flatMap(({ materialId, exhibitId }) => [materialId ?? [], exhibitId ?? []].flat()));
  const items = entries.filter(
    ({ type, facts }) =>
      type === 'MaterialScheduled' &&
      textIn(facts, 'schedule') === 'MG6D' &&
      !shown.has(textIn(facts, 'materialId') ?? ''),
  );
  const materials = new Set(items.map(({ facts }) => textIn(facts, 'materialId')));
  const exhibits = [...streamsOf(entries)].map(([stream, of]) => folded(exhibitAggregate, stream, amended(of)));
  /** With the parts taken out of them, the entries elsewhere that tell of them, and those that correct what is kept back. */
  const whole = (streams: readonly string[], ids: readonly string[]): readonly string[] => {
    const kept = new Set(streams);
    for (let before = -1; before < kept.size;) {
      before = kept.size;
      for (const { stream, parentId } of exhibits)
        if (parentId !== undefined && kept.has(exhibitStream({ exhibitId: parentId }))) kept.add(stream);
    }
    const told = entries.flatMap(({ id, type, stream, facts }) => {
      if (kept.has(stream)) return [];
      const exhibitId = textIn(facts, 'childId') ?? (type.endsWith('Claimed') ? textIn(facts, 'exhibitId') : undefined);
      const isOfKept = exhibitId !== undefined && kept.has(exhibitStream({ exhibitId }));
      return isOfKept || ids.includes(id) || ids.includes(textIn(facts, 'correctsEventId') ?? '') ? [id] : [];
    });
    return [...kept, ...told].sort();
  };

  const ofSensitive = entries.flatMap(({ id, type, facts }) => {
    const isOfItem = materials.has(textIn(facts, 'materialId'));
    // What other packs were to show, and how much there is on MG6D, tells of it.
    const ofOther = textIn(facts, 'packId') !== packId && (type === 'InclusionAgreed' || includesAny(facts));
    const isCertificate = type === 'ScheduleCertified' && textIn(facts, 'schedule') === 'MG6D';
    return isOfItem || ofOther || isCertificate ? [id] : [];
  });
  const about = items.map(({ facts }) => textIn(facts, 'eventId'));
  const sensitive = items.flatMap(({ facts }) => {
    const exhibitId = textIn(facts, 'eventId') === undefined ? textIn(facts, 'exhibitId') : undefined;
    return exhibitId === undefined ? [] : [exhibitStream({ exhibitId })];
  });
  const held = Object.entries(KEPT_BACK_UNDER).map(([hold, reason]) => {
    const under = exhibits.filter(
      ({ stream, holds }) =>
        holds.some(({ kind }) => kind === hold) && ![...shown].some((exhibitId) => stream === `exhibit-${exhibitId}`),
    );
    return {
      reason,
      within: whole(
        under.map(({ stream }) => stream),
        [],
      ),
    };
  });
  const ids = [...ofSensitive, ...about.filter((id) => id !== undefined)];
  return [{ reason: SENSITIVE, within: whole(sensitive, ids) }, ...held].filter(({ within }) => within.length > 0);
}

function streamsOf(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const streams = new Map<string, Entry[]>();
  for (const entry of entries.filter(
    ({ stream, type }) => stream.startsWith('exhibit-') && tellsWhatIsKeptBack(type),
  )) {
    const of = streams.get(entry.stream);
    if (of) of.push(entry);
    else streams.set(entry.stream, [entry]);
  }
  return streams;
}

const includesAny = (facts: object): boolean =>
  'includes' in facts && Array.isArray(facts.includes) && facts.includes.length > 0;

function textIn(facts: object, name: string): string | undefined {
  const value: unknown = (facts as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
