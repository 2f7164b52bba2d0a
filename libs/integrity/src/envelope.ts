import { canonical, canonicalText as text } from './canonical.js';
import { type Actor, type RecordedEvent } from './event.js';
import { type JsonObject } from './json.js';

/** What a hash is made of: an event without what can be withheld and what never leaves the ledger. */
export type Envelope = Omit<RecordedEvent, 'hash' | 'data' | 'secret' | 'fingerprint' | 'actor'> & {
  readonly actor: Omit<Actor, 'name'> & Partial<Pick<Actor, 'name'>>;
};

/**
 * The RFC 8785 form of an envelope. Its names are known and stand in order here, so only its texts are looked at: a third of the
 * time of `canonical`, which is asked for any envelope that has a part of another kind than every event has.
 *
 * @throws RangeError for a revision or schema that is not an integer, Error for half of a surrogate pair.
 */
export function envelopeText(event: Envelope): string {
  const { actor, revision, schema } = event;
  if (!Number.isSafeInteger(revision) || !Number.isSafeInteger(schema))
    throw new RangeError('A revision or schema that is not an integer cannot be hashed');
  if (!isOfTexts(event) || !isKnown(actor)) return canonical(inFull(event));
  const onBehalfOf = actor.onBehalfOf === undefined ? '' : `,"onBehalfOf":${text(actor.onBehalfOf)}`;
  return (
    `{"actor":{"force":${text(actor.force)},"id":${text(actor.id)}${onBehalfOf},"role":${text(actor.role)},` +
    `"unit":${text(actor.unit)}},"case":${text(event.caseId)},"command":{"causationId":${text(event.causationId)},` +
    `"correlationId":${text(event.correlationId)},"id":${text(event.commandId)}},` +
    `"commitments":${list(event.commitments)},"id":${text(event.id)},"prev":${text(event.prev)},` +
    `"revision":${revision},"schema":${schema},"stream":${text(event.stream)},` +
    `"times":{"occurredAt":${text(event.occurredAt)},"recordedAt":${text(event.recordedAt)}},"type":${text(event.type)}}`
  );
}

const DIGESTS = /^[\w-]{43}(?:","[\w-]{43})*$/;
const SEPARATED_BYTES = 43 + '","'.length;

/** By its length it has as many digests as values, so no value can hold a separator of its own. */
function list(values: readonly string[]): string {
  const joined = values.join('","');
  const areDigests = joined.length === values.length * SEPARATED_BYTES - '","'.length && DIGESTS.test(joined);
  return areDigests ? `["${joined}"]` : canonical(values);
}

const isText = (value: unknown): boolean => typeof value === 'string';

/** A stored event that somebody changed may have anything in the place of a text. */
function isOfTexts(event: Envelope): boolean {
  const { id, stream, type, occurredAt, recordedAt, caseId, commandId, correlationId, causationId, prev } = event;
  return (
    isText(id) &&
    isText(stream) &&
    isText(type) &&
    isText(occurredAt) &&
    isText(recordedAt) &&
    isText(caseId) &&
    isText(commandId) &&
    isText(correlationId) &&
    isText(causationId) &&
    isText(prev) &&
    Array.isArray(event.commitments) &&
    event.commitments.every(isText)
  );
}

/** Whether an actor is of the texts that are written out above, the name that is left out, and nothing else. */
function isKnown(actor: Envelope['actor']): boolean {
  if (typeof actor !== 'object' || actor === null) return false;
  const { force, id, role, unit, name, onBehalfOf } = actor;
  const known = 4 + ('name' in actor ? 1 : 0) + ('onBehalfOf' in actor ? 1 : 0);
  return (
    isText(force) &&
    isText(id) &&
    isText(role) &&
    isText(unit) &&
    (name === undefined || isText(name)) &&
    (onBehalfOf === undefined || isText(onBehalfOf)) &&
    Object.keys(actor).length === known
  );
}

/** The same envelope as a value; a part that is not there is left out. */
const inFull = (event: Envelope): JsonObject => ({
  actor: { ...(event.actor as unknown as JsonObject), name: undefined },
  case: event.caseId,
  command: { causationId: event.causationId, correlationId: event.correlationId, id: event.commandId },
  commitments: event.commitments,
  id: event.id,
  prev: event.prev,
  revision: event.revision,
  schema: event.schema,
  stream: event.stream,
  times: { occurredAt: event.occurredAt, recordedAt: event.recordedAt },
  type: event.type,
});
