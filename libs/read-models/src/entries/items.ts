import { definitionOf, eventTypes, sentence, type NameOf } from '#custody';
import { openFacts } from '#integrity';
import { keysFor, subjectsIn, type Reader } from '../queries/reader.js';
import { type TimelineItem } from '../views.js';
import { type Line } from './entries.js';

/** A line, and what it is about. */
export interface Entry {
  readonly line: Line;
  readonly about: Pick<TimelineItem, 'caseId' | 'exhibitId' | 'exhibitRef' | 'suspectId'>;
}

/** The corrections of entries, by the entry's id; undefined when there are none, as of most. */
export type Corrections = ReadonlyMap<string, TimelineItem['correctedBy']> | undefined;

/** What is to be known of an entry by its type. */
interface Kind {
  readonly label: string;
  readonly sealed: boolean;
}
const kinds: ReadonlyMap<string, Kind> = new Map(
  eventTypes.map((type) => {
    const { label = type, personal = {} } = definitionOf(type) ?? {};
    return [type, { label, sealed: Object.keys(personal).length > 0 }];
  }),
);
const kindOf = (type: string): Kind => kinds.get(type) ?? { label: type, sealed: false };

/** Entries as a person reads them. Whatever of them is sealed is opened with the keys as they are now, asked for at once. */
export async function itemsOf(
  reader: Reader,
  entries: readonly Entry[],
  corrections: Corrections,
): Promise<readonly TimelineItem[]> {
  const sealed = entries.filter(({ line: { 2: type } }) => kindOf(type).sealed);
  const keyOf = await keysFor(
    reader,
    sealed.flatMap(({ line: { 12: facts } }) => subjectsIn(Object.values(facts))),
  );
  const actorOf = await reader.actors.named(entries.map(({ line: { 4: actorKey } }) => actorKey));
  const nameOf: NameOf = (personId) => reader.nameOf(personId) ?? personId;
  return entries.map(({ line, about }) => {
    // By number, because an array that is taken apart from its beginning goes through an iterator.
    const { 0: position, 1: id, 2: type, 3: otherCase, 4: actorKey, 5: occurredAt, 6: recordedAt, 7: late } = line;
    const { 8: holderId, 9: holderName, 10: location, 11: sealNumber, 12: stored } = line;
    const { label, sealed } = kindOf(type);
    const { facts, erased } = sealed ? openFacts({ id, data: stored }, keyOf) : { facts: stored, erased: [] };
    return {
      position,
      id,
      type,
      label,
      occurredAt,
      recordedAt,
      actor: actorOf(actorKey),
      caseId: otherCase ?? about.caseId,
      exhibitId: about.exhibitId,
      exhibitRef: about.exhibitRef,
      suspectId: about.suspectId,
      holder: holderId === null ? null : { id: holderId, name: holderName ?? holderId },
      location,
      sealNumber,
      summary: sentence(type, facts, erased, nameOf),
      late: late === 1,
      lateReason: typeof stored.lateReason === 'string' ? stored.lateReason : null,
      corrects: typeof stored.correctsEventId === 'string' ? stored.correctsEventId : null,
      correctedBy: corrections?.get(id) ?? [],
    };
  });
}
