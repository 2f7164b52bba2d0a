import {
  ACTOR_NAME,
  commitmentOf,
  commitmentOfFingerprint,
  commitmentOfSecret,
  saltOf,
  type Disclosure,
} from './commitment.js';
import { envelopeText, type Envelope } from './envelope.js';
import { b64u, KEY_BYTES, sha256 } from './hashing.js';
import { type Json, type JsonObject } from './json.js';
import { isSealed, NONCE_BYTES, openValue, sealValue } from './personal.js';

/** `prev` of a stream's first event: 32 zero bytes. */
export const NO_EVENT = b64u(new Uint8Array(32));

/** Who did it. An `id` is never withheld; `onBehalfOf` is that of the person whose part they took, when a supervisor stood in. */
export interface Actor {
  readonly id: string;
  /** Committed to like a fact, so that it can be withheld: from a party under a witness anonymity order, say. */
  readonly name: string;
  readonly role: string;
  readonly force: string;
  readonly unit: string;
  readonly onBehalfOf?: string;
}

/** What the ledger keeps of one event. Times are ISO 8601 UTC with milliseconds; hashes and secrets base64url of 32 bytes. */
export interface RecordedEvent {
  readonly id: string;
  readonly stream: string;
  /** Place in the stream, from 0, without gaps. */
  readonly revision: number;
  readonly type: string;
  readonly schema: number;
  /** The facts as stored: readable, personal values sealed. */
  readonly data: JsonObject;
  readonly actor: Actor;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly caseId: string;
  readonly commandId: string;
  /**
   * SHA-256 of what was asked, without personal values: tells a repeated command from a new one under an old id. Never leaves
   * the ledger, since a field withheld could be guessed back from it.
   */
  readonly fingerprint: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** The event's secret, from which the salts of its stored fields derive. Never leaves the ledger. */
  readonly secret: string;
  /**
   * Digests, sorted: of secret, fingerprint, the actor's name, every field of `data` as stored and, besides, what each personal
   * one says.
   */
  readonly commitments: readonly string[];
  readonly prev: string;
  readonly hash: string;
}

export type Unrecorded = Omit<RecordedEvent, 'secret' | 'commitments' | 'hash' | 'data'> & {
  /** The facts, all readable: personal values are sealed here and nowhere else. */
  readonly facts: JsonObject;
  /** For each personal field of `facts`: whose it is, and that subject's key. */
  readonly personal: ReadonlyMap<string, { readonly subject: string; readonly key: Uint8Array }>;
};

/** So many unpredictable bytes, never the same again: `randomBytes` of node:crypto. */
export type Randomness = (bytes: number) => Uint8Array;

/**
 * Builds the event that is appended: seals personal fields, commits to every field and the actor's name, chains and hashes.
 *
 * MUST be called once per command attempt: a second call makes another secret, hence another hash. What is re-sent after a
 * lost answer is the event this returned.
 *
 * @throws Error when a readable fact has the shape of a sealed one, a fact is called `actor.name`, or something has no canonical
 * form; RangeError for a key or secret of the wrong length.
 */
export function recordEvent(random: Randomness, unrecorded: Unrecorded): RecordedEvent {
  const { id, actor, facts, personal, fingerprint } = unrecorded;
  const secretBytes = random(KEY_BYTES);
  const secret = b64u(secretBytes);
  const data: [string, Json][] = [];
  const commitments = [
    commitmentOfSecret(secret, id),
    commitmentOfFingerprint(secret, fingerprint),
    commitmentOf(nameDisclosure(actor, secretBytes, id)),
  ];
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    if (name === ACTOR_NAME)
      throw new Error(`No fact may be called ${ACTOR_NAME}: the name of the actor is disclosed under it`);
    const owner = personal.get(name);
    if (!owner && isSealed(value)) throw new Error(`${name} has the shape of a sealed value but is not personal`);
    const stored = owner
      ? sealValue(value, owner.key, { eventId: id, name, subject: owner.subject }, random(NONCE_BYTES))
      : value;
    data.push([name, stored]);
    // As stored, so that every stored byte can be checked without anybody's key, also after the key was destroyed.
    commitments.push(commitmentOf({ salt: saltOf(secretBytes, id, name), name, value: stored }));
    if (owner) commitments.push(commitmentOf({ salt: saltOf(owner.key, id, name), name, value }));
  }
  commitments.sort();
  // Written out, because spreading this many fields took a third of the whole.
  const event = {
    id,
    stream: unrecorded.stream,
    revision: unrecorded.revision,
    type: unrecorded.type,
    schema: unrecorded.schema,
    data: Object.fromEntries(data),
    actor,
    occurredAt: unrecorded.occurredAt,
    recordedAt: unrecorded.recordedAt,
    caseId: unrecorded.caseId,
    commandId: unrecorded.commandId,
    fingerprint,
    correlationId: unrecorded.correlationId,
    causationId: unrecorded.causationId,
    secret,
    commitments,
    prev: unrecorded.prev,
    hash: '',
  };
  event.hash = eventHash(event);
  return event;
}

const nameDisclosure = ({ name }: Actor, secret: Uint8Array, eventId: string): Disclosure => ({
  salt: saltOf(secret, eventId, ACTOR_NAME),
  name: ACTOR_NAME,
  value: name,
});

/**
 * SHA-256("continuity/event/v1" || 0x0A || RFC 8785 of the envelope), base64url. Covers commitments, not values, so that any
 * field and the name of the actor can be withheld; and nothing that the store assigns. So it MUST NOT be taken to vouch for
 * `actor.name` or `data`: their commitments do.
 */
export const eventHash = (event: Envelope): string => sha256(`continuity/event/v1\n${envelopeText(event)}`);

/** The key of a data subject; undefined once it was destroyed. */
export type KeyOf = (subject: string) => Uint8Array | undefined;

/**
 * The facts as a person reads them: personal values opened. A field whose key was destroyed is absent from `facts` and named
 * in `erased`.
 *
 * @throws Error when a sealed value was altered or moved.
 */
export function openFacts(
  event: Pick<RecordedEvent, 'id' | 'data'>,
  keyOf: KeyOf,
): { facts: JsonObject; erased: readonly string[] } {
  const facts: Record<string, Json | undefined> = { ...event.data };
  const erased: string[] = [];
  for (const [name, stored] of Object.entries(event.data)) {
    if (!isSealed(stored)) continue;
    const { subject } = stored;
    const key = keyOf(subject);
    if (key) facts[name] = openValue(stored, key, { eventId: event.id, name, subject });
    else {
      erased.push(name);
      delete facts[name];
    }
  }
  return { facts, erased };
}

/**
 * The disclosures of an event, each of which digests to one of its commitments: of the actor's name (`ACTOR_NAME`), then of what
 * the fields say; erased fields have none any more. To withhold any of them, leave its disclosure out.
 *
 * @throws Error when a sealed value was altered or moved.
 */
export function disclosuresOf(
  event: Pick<RecordedEvent, 'id' | 'actor' | 'data' | 'secret'>,
  keyOf: KeyOf,
): readonly Disclosure[] {
  const secret = Buffer.from(event.secret, 'base64url');
  const { facts } = openFacts(event, keyOf);
  const said = Object.entries(facts).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const stored = event.data[name];
    const key = isSealed(stored) ? keyOf(stored.subject) : secret;
    return key ? [{ salt: saltOf(key, event.id, name), name, value }] : [];
  });
  return [nameDisclosure(event.actor, secret, event.id), ...said];
}
