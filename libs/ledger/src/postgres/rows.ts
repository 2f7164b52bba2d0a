import { type JsonObject, type RecordedEvent } from '#integrity';
import { metadataOf, recordedEvent, type Metadata } from '../codec.js';
import { type LedgerEvent } from '../ledger.js';
import { type EncodedEvent } from './lane.js';

/** A row of ledger.events, each value as text. */
export type Row = [
  position: string,
  stream: string,
  revision: string,
  id: string,
  type: string,
  data: string,
  metadata: string,
];

export const COLUMNS = 'position, stream, revision, id, type, data, metadata';
/** Of a query: rows as arrays, values as the text that PostgreSQL sent. */
export const ASKED_AS_TEXT = { rowMode: 'array', types: { getTypeParser: () => (text: string) => text } };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws RangeError for an event that does not belong there, or whose id PostgreSQL would write otherwise. */
export function encoded(event: RecordedEvent, stream: string, revision: number): EncodedEvent {
  if (event.stream !== stream || event.revision !== revision)
    throw new RangeError(`${event.stream} revision ${event.revision} cannot be appended as ${stream} ${revision}`);
  if (!UUID.test(event.id)) throw new RangeError(`${event.id} is not a UUID in lower case`);
  return {
    id: event.id,
    type: event.type,
    revision,
    data: JSON.stringify(event.data),
    metadata: JSON.stringify(metadataOf(event)),
  };
}

export function decoded([position, stream, revision, id, type, data, metadata]: Row): LedgerEvent {
  const event = recordedEvent({
    id,
    stream,
    revision: Number(revision),
    type,
    data: JSON.parse(data) as JsonObject,
    metadata: JSON.parse(metadata) as Metadata,
  });
  return { position: Number(position), ...event };
}
