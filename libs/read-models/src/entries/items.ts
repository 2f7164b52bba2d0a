import { definitionOf, eventTypes, sentence, type NameOf } from '#custody';
import { openFacts, type Actor, type KeyOf } from '#integrity';
import { keysFor, subjectsIn, type Reader } from '../queries/reader.js';
import { type TimelineItem } from '../views.js';
import { type Line } from './entries.js';

/** A line, and what it is about. */
export interface Entry {
  readonly line: Line;
  readonly about: Pick<TimelineItem, 'caseId' | 'exhibitId' | 'exhibitRef' | 'suspectId'>;
}

/** The corrections of entries, by the entry's id. */
export type Corrections = ReadonlyMap<string, TimelineItem['correctedBy']>;

const [TYPE, ACTOR, FACTS] = [2, 4, 12] as const;

const LABELS: ReadonlyMap<string, string> = new Map(
  eventTypes.map((type) => [type, definitionOf(type)?.label ?? type]),
);
const SEALED: ReadonlySet<string> = new Set(
  eventTypes.filter((type) => Object.keys(definitionOf(type)?.personal ?? {}).length > 0),
);

/** Entries as a person reads them. Whatever of them is sealed is opened with the keys as they are now, asked for at once. */
export async function itemsOf(
  reader: Reader,
  entries: readonly Entry[],
  corrections: Corrections,
): Promise<readonly TimelineItem[]> {
  const subjects: string[] = [];
  const actors = new Set<string>();
  for (const { line } of entries) {
    actors.add(line[ACTOR]);
    if (SEALED.has(line[TYPE])) subjects.push(...subjectsIn(Object.values(line[FACTS])));
  }
  const keyOf = await keysFor(reader, subjects);
  const actorOf = await reader.actors.named(actors);
  const nameOf: NameOf = (personId) => reader.nameOf(personId) ?? personId;
  return entries.map((entry) => itemOf(entry, corrections, actorOf(entry.line[ACTOR]), keyOf, nameOf));
}

function itemOf(
  { line, about }: Entry,
  corrections: Corrections,
  actor: Actor,
  keyOf: KeyOf,
  nameOf: NameOf,
): TimelineItem {
  const [position, id, type, otherCase, , occurredAt, recordedAt, late, holderId, holderName, location, seal, stored] =
    line;
  const opened = SEALED.has(type) ? openFacts({ id, data: stored }, keyOf) : undefined;
  return {
    position,
    id,
    type,
    label: LABELS.get(type) ?? type,
    occurredAt,
    recordedAt,
    actor,
    caseId: otherCase ?? about.caseId,
    exhibitId: about.exhibitId,
    exhibitRef: about.exhibitRef,
    suspectId: about.suspectId,
    holder: holderId === null ? null : { id: holderId, name: holderName ?? holderId },
    location,
    sealNumber: seal,
    summary: sentence(type, opened?.facts ?? stored, opened?.erased, nameOf),
    late: late === 1,
    lateReason: typeof stored.lateReason === 'string' ? stored.lateReason : null,
    corrects: typeof stored.correctsEventId === 'string' ? stored.correctsEventId : null,
    correctedBy: corrections.get(id) ?? [],
  };
}
