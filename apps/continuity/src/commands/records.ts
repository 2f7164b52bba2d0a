import { definitionOf, type AnyEventDefinition, type Person } from '#custody';
import { NO_EVENT, recordEvent, type Actor, type JsonObject, type RecordedEvent } from '#integrity';
import { type SubjectKeys } from '#ledger';
import { type Asked, type Happening } from './asked.js';
import { type Receipt } from './command-desk.js';
import { derivedId } from './ids.js';
import { random } from './randomness.js';
import { type Folded } from './streams.js';

/**
 * The events that are appended behind the newest one of a stream. Each call makes other secrets, hence other hashes.
 *
 * @throws SubjectErased where one would tell more of somebody whose key was destroyed.
 */
export async function eventsOf(
  asked: Asked,
  stream: string,
  folded: Folded,
  { statements, now }: Happening,
  keys: SubjectKeys,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  let prev = folded.head;
  for (const { type, facts } of statements) {
    const index = events.length;
    const event = recordEvent(random, {
      id: derivedId(asked.commandId, stream, index),
      stream,
      revision: folded.revision + 1 + index,
      type,
      schema: definition(type).schema,
      actor: actorOf(asked.by),
      occurredAt: new Date(asked.command.occurredAt).toISOString(),
      recordedAt: now,
      caseId: asked.command.caseId,
      commandId: asked.commandId,
      fingerprint: asked.fingerprint,
      correlationId: asked.correlationId ?? asked.commandId,
      causationId: asked.commandId,
      prev,
      facts: { ...(facts as JsonObject), lateReason: asked.command.lateReason },
      personal: await subjectsOf(definition(type), facts, { caseId: asked.command.caseId, stream }, keys),
    });
    events.push(event);
    prev = event.hash;
  }
  return events;
}

/** The first event of another stream, which says the same. */
export function beginningOf(
  { position: _p, ...event }: RecordedEvent & { position?: number },
  stream: string,
): RecordedEvent {
  const { data, commitments: _c, secret: _s, hash: _h, ...envelope } = event;
  return recordEvent(random, {
    ...envelope,
    id: derivedId(event.commandId, stream, 0),
    stream,
    revision: 0,
    causationId: event.id,
    prev: NO_EVENT,
    facts: data,
    personal: new Map(),
  });
}

export function receiptOf(events: readonly RecordedEvent[], position: number): Receipt {
  const last = events.at(-1);
  if (!last) throw new Error('A decision without events has no receipt');
  return {
    stream: last.stream,
    revision: last.revision,
    position,
    events: events.map(({ id, type }) => ({ id, type })),
    hash: last.hash,
    caseId: last.caseId,
    recordedAt: last.recordedAt,
  };
}

/** @throws Error for an event that the catalogue does not have. */
export function definition(type: string): AnyEventDefinition {
  const found = definitionOf(type);
  if (!found) throw new Error(`${type} was decided but is in no catalogue`);
  return found;
}

async function subjectsOf(
  { personal }: AnyEventDefinition,
  facts: object,
  ids: { caseId: string; stream: string },
  keys: SubjectKeys,
) {
  const owners = new Map<string, { subject: string; key: Uint8Array }>();
  for (const [name, subjectOf] of Object.entries(personal)) {
    const subject = subjectOf(facts as never, ids);
    if (subject === undefined) continue;
    owners.set(name, { subject, key: await keys.keyFor(subject) });
  }
  return owners;
}

const actorOf = ({ id, name, role, force, unit }: Person): Actor => ({ id, name, role, force, unit });
