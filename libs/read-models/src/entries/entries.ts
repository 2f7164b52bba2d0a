import { isLate, isLook } from '#custody';
import { isPlain } from '#integrity';
import { maybe, moment, table, text, uuid, whole, word, type RowOf } from '../kernel/table.js';
import { exhibitOf, suspectOf, type Told } from '../kernel/told.js';

/**
 * Every event but looks once: the timelines of exhibits and of cases, and the index of the audit. What is asked by are columns; what is
 * shown is one text, because of 200 rows each column more costs as much as a third of `SELECT 1`. The shorter the better:
 * 200 lines of less than 64 KB in all leave PostgreSQL faster than longer ones.
 *
 * An exhibit's events lie scattered over the table, as they came over months, and fetching 200 of them from 200 pages takes
 * several times as long as all else. So the index by exhibit has in it what a timeline shows. What an index can hold of one row
 * is limited (a third of a page, 2,704 bytes): what is longer stands in `long`, and is fetched from the table.
 */
export const entries = table({
  name: 'entries',
  // Vacuum marks pages as visible to all, without which the index alone does not answer; rows are only ever added.
  storage: 'autovacuum_vacuum_insert_scale_factor = 0.02',
  columns: {
    position: whole,
    type: word(),
    case_id: maybe(uuid),
    exhibit_id: maybe(uuid),
    suspect_id: maybe(uuid),
    actor_id: text,
    recorded_at: moment,
    line: maybe(text),
    long: maybe(text),
  },
  key: 'position',
  indexes: {
    exhibit: '(exhibit_id, position) INCLUDE (line) WHERE exhibit_id IS NOT NULL',
    case: '(case_id, position)',
    // Without the position equal values share their place. Of a frequent one the latest are soon found by position anyway.
    actor: '(actor_id)',
    type: '(type)',
    recorded: 'USING brin (recorded_at)',
  },
});

export type EntryRow = RowOf<typeof entries>;

/** The JSON in `line` or `long`: what happened, when, and of an exhibit who held it after, where, and under which seal. */
export type Line = readonly [
  position: number,
  id: string,
  type: string,
  /** Of an exhibit's event, where it is not the exhibit's own case; null for all others. */
  caseId: string | null,
  actorKey: string,
  occurredAt: string,
  recordedAt: string,
  late: 0 | 1,
  holderId: string | null,
  holderName: string | null,
  location: string | null,
  sealNumber: string | null,
  /** Personal ones are sealed. */
  facts: Told['facts'],
];

interface Exhibit {
  readonly case_id: string | null;
  readonly holder_id: string | null;
  readonly holder_name: string | null;
  readonly location: string | null;
  readonly seal_number: string | null;
}

/** What an index row holds of the text, so that all of it fits. */
const LINE_BYTES = 2_400;

export function entryOf(event: Told, exhibit?: Exhibit): EntryRow | undefined {
  if (isLook(event.type)) return undefined;
  const line = lineOf(event, exhibit);
  const fits = takesAtMost(LINE_BYTES, line);
  return {
    position: event.position,
    type: event.type,
    case_id: event.caseId || null,
    exhibit_id: exhibitOf(event) ?? null,
    suspect_id: suspectOf(event) ?? null,
    actor_id: event.actor.id,
    recorded_at: event.recordedAt,
    line: fits ? line : null,
    long: fits ? null : line,
  };
}

/** Written by hand: the facts are JSON already, and nothing in ids, types, keys and moments needs escaping. */
function lineOf(event: Told, exhibit: Exhibit | undefined): string {
  const { position, id, type, caseId, actorKey, occurredAt, recordedAt, factsText } = event;
  const late = !isSameDay(occurredAt, recordedAt) && isLate(occurredAt, recordedAt) ? 1 : 0;
  const otherCase = !exhibit || exhibit.case_id === caseId ? 'null' : `"${caseId}"`;
  const when = `"${occurredAt}","${recordedAt}",${late}`;
  return `[${position},"${id}","${type}",${otherCase},"${actorKey}",${when},${after(exhibit)},${factsText}]`;
}

function after(exhibit: Exhibit | undefined): string {
  if (!exhibit) return 'null,null,null,null';
  const { holder_id, holder_name, location, seal_number } = exhibit;
  return `${quoted(holder_id)},${quoted(holder_name)},${quoted(location)},${quoted(seal_number)}`;
}

const quoted = (text: string | null): string =>
  text === null ? 'null' : isPlain(text) ? `"${text}"` : JSON.stringify(text);

/** So most events need no calculating with dates: what was recorded on the day that it happened is not late. */
const isSameDay = (one: string, other: string): boolean => one.slice(0, 10) === other.slice(0, 10);

/** UTF-8 takes three bytes at most for what is one in UTF-16, so most texts need no counting. */
const takesAtMost = (bytes: number, text: string): boolean =>
  text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes;
