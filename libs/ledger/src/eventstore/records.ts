import { randomUUID } from 'node:crypto';
import { type JsonObject, type RecordedEvent } from '#integrity';
import { metadataOf, recordedEvent, UnreadableEvent, type Metadata } from '../codec.js';
import { type LedgerEvent } from '../ledger.js';
import { type Proposed, type StoreRecord } from './client.js';

const EVENTS_AT_MOST = 500;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The store keeps its own records beside ours under names that begin so. */
const OF_THE_STORE = '$';

/**
 * Events as they are sent for one append, however often.
 *
 * The store answers that it has appended when it finds the ids of an append at its place, whatever the events say: somebody
 * else's event of the same id would pass for ours. So our id is a part of the metadata, and the id that the store compares is
 * made here, for this append: what it says it has appended are these very bytes, and who asks again, or is another process with
 * the same command, meets a conflict and looks whose events they are. No append costs a read but one that came too late.
 *
 * @throws RangeError when they cannot be appended there.
 */
export function proposed(stream: string, expected: number, events: readonly RecordedEvent[]): readonly Proposed[] {
  if (events.length === 0 || events.length > EVENTS_AT_MOST)
    throw new RangeError(`An append has 1 to ${EVENTS_AT_MOST} events, not ${events.length}`);
  return events.map((event, index) => {
    const revision = expected + 1 + index;
    if (event.stream !== stream || event.revision !== revision)
      throw new RangeError(`${event.stream} revision ${event.revision} cannot be appended as ${stream} ${revision}`);
    if (!UUID.test(event.id)) throw new RangeError(`${event.id} is not a UUID in lower case`);
    if (stream.startsWith(OF_THE_STORE) || event.type.startsWith(OF_THE_STORE))
      throw new RangeError(`${event.type} in ${stream}: names that begin with ${OF_THE_STORE} are the store's own`);
    return { id: randomUUID(), type: event.type, data: event.data, metadata: { ...metadataOf(event), id: event.id } };
  });
}

/** Whether a record is an event of the ledger, not one of the store's own. */
export const isOurs = ({ stream, type }: StoreRecord): boolean =>
  !stream.startsWith(OF_THE_STORE) && !type.startsWith(OF_THE_STORE);

/** The event that a record of ours holds. @throws UnreadableEvent when it was written by somebody else. */
export function ledgerEvent({ stream, revision, type, data, metadata, position }: StoreRecord): LedgerEvent {
  if (!isObject(data)) throw new UnreadableEvent(stream, revision, 'its data is not a JSON object');
  if (!isObject(metadata)) throw new UnreadableEvent(stream, revision, 'its metadata is not a JSON object');
  const { id } = metadata;
  if (typeof id !== 'string') throw new UnreadableEvent(stream, revision, 'id is missing');
  const event = recordedEvent({ id, stream, revision, type, data, metadata: metadata as Metadata });
  return { position, ...event };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
