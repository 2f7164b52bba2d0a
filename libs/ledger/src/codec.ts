import { type Actor, type RecordedEvent } from '#integrity';

/**
 * What a store keeps beside an event's id, stream, revision, type and data: flat strings, because KurrentDB's multi-stream
 * append takes nothing else. The same names on every store, so that an event can be moved from one to another.
 */
export type Metadata = Readonly<Record<string, string>>;

export type StoredEvent = Pick<RecordedEvent, 'id' | 'stream' | 'revision' | 'type' | 'data'> & {
  readonly metadata: Metadata;
};

/** A stored event that lacks what every event has: the store was changed by somebody else. */
export class UnreadableEvent extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
    readonly what: string,
  ) {
    super(`${stream} revision ${revision} cannot be read: ${what}`);
    this.name = 'UnreadableEvent';
  }
}

export function metadataOf(event: RecordedEvent): Metadata {
  const { actor } = event;
  return {
    schema: String(event.schema),
    'actor.id': actor.id,
    'actor.name': actor.name,
    'actor.role': actor.role,
    'actor.force': actor.force,
    'actor.unit': actor.unit,
    ...(actor.onBehalfOf === undefined ? {} : { 'actor.onBehalfOf': actor.onBehalfOf }),
    occurredAt: event.occurredAt,
    recordedAt: event.recordedAt,
    caseId: event.caseId,
    commandId: event.commandId,
    fingerprint: event.fingerprint,
    correlationId: event.correlationId,
    causationId: event.causationId,
    secret: event.secret,
    commitments: event.commitments.join(' '),
    prev: event.prev,
    hash: event.hash,
  };
}

/** The event again, exactly as it was recorded. @throws UnreadableEvent when a part of it is missing. */
export function recordedEvent({ id, stream, revision, type, data, metadata }: StoredEvent): RecordedEvent {
  const text = (name: string): string => {
    const value: unknown = metadata[name];
    if (typeof value !== 'string') throw new UnreadableEvent(stream, revision, `${name} is missing`);
    return value;
  };
  const onBehalfOf = metadata['actor.onBehalfOf'];
  const actor: Actor = {
    id: text('actor.id'),
    name: text('actor.name'),
    role: text('actor.role'),
    force: text('actor.force'),
    unit: text('actor.unit'),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  };
  const commitments = text('commitments');
  return {
    id,
    stream,
    revision,
    type,
    schema: Number(text('schema')),
    data,
    actor,
    occurredAt: text('occurredAt'),
    recordedAt: text('recordedAt'),
    caseId: text('caseId'),
    commandId: text('commandId'),
    fingerprint: text('fingerprint'),
    correlationId: text('correlationId'),
    causationId: text('causationId'),
    secret: text('secret'),
    commitments: commitments === '' ? [] : commitments.split(' '),
    prev: text('prev'),
    hash: text('hash'),
  };
}
