import { attempt } from './attempt.js';
import { ACTOR_NAME, commitmentOf, commitmentOfFingerprint, commitmentOfSecret, saltOf } from './commitment.js';
import { type KeyOf, type RecordedEvent } from './event.js';
import { type Json } from './json.js';
import { isSealed, openValue } from './personal.js';

/** A stored part of an event that does not fit its commitments; without `field`, one that was taken out, whatever its name. */
export interface Misfit {
  readonly kind: 'altered' | 'wrong key';
  readonly field?: string;
  readonly detail: string;
}

const altered = (field: string, detail: string): Misfit => ({ kind: 'altered', field, detail });

/**
 * Compares what is stored of an event with its commitments, both ways: nothing stored without a commitment, no commitment
 * without something stored. What a personal field says is compared where its subject's key is there; a destroyed key is no
 * misfit.
 */
export function misfitsOf(event: RecordedEvent, keyOf: KeyOf): readonly Misfit[] {
  const { id } = event;
  if (!Array.isArray(event.commitments)) return [altered('commitments', 'its commitments are not a list')];
  if (!isObject(event.data)) return [altered('data', 'its facts are not fields and values')];
  if (!isObject(event.actor)) return [altered('actor', 'its actor is not fields and values')];
  const unclaimed = new Set<unknown>(event.commitments);
  const secretFits = unclaimed.delete(attempt(() => commitmentOfSecret(event.secret, id)));
  const fingerprintFits = unclaimed.delete(attempt(() => commitmentOfFingerprint(event.secret, event.fingerprint)));
  // Every salt derives from the secret: under another one no field fits, and blaming each would hide what happened.
  if (!secretFits && !fingerprintFits) return [altered('secret', 'its secret is not the one committed to')];

  const secret = Buffer.from(event.secret, 'base64url');
  const nameFits = unclaimed.delete(digest(secret, id, ACTOR_NAME, () => event.actor.name));
  const found: Misfit[] = fingerprintFits
    ? []
    : [altered('fingerprint', 'its fingerprint is not the one committed to')];
  const fields = Object.entries(event.data) as [string, Json][];
  const strangers: string[] = [];
  let spokenFor = found.length + (nameFits ? 0 : 1);
  for (const [name, value] of fields) {
    // Nor may a fact of that name have a commitment of its own: disclosed, it would pass for the name of the actor.
    if (name === ACTOR_NAME || !unclaimed.delete(digest(secret, id, name, () => value))) strangers.push(name);
    else if (isSealed(value)) {
      const { subject } = value;
      const key = keyOf(subject);
      if (key && unclaimed.delete(digest(key, id, name, () => openValue(value, key, { eventId: id, name, subject }))))
        continue;
      spokenFor += 1;
      if (key)
        found.push({
          kind: 'wrong key',
          field: name,
          detail: `the key of ${subject} does not open ${name} to what was committed to`,
        });
    }
  }
  if (!secretFits)
    return nameFits || strangers.length < fields.length
      ? [altered('commitments', 'the commitment to its secret is not among its commitments')]
      : [altered('id', 'its id is not the one that it was committed to under')];

  const left = unclaimed.size - spokenFor;
  if (!nameFits && left < 0)
    found.push(altered('commitments', 'the commitment to the name of its actor is not among its commitments'));
  else if (!nameFits) found.push(altered(ACTOR_NAME, 'the name of its actor is not the one committed to'));
  const because = left > 0 ? 'is not what was committed to' : 'was added: nothing was committed to under its name';
  const pretends = 'a fact stands under the name that is kept for the name of its actor';
  found.push(...strangers.map((name) => altered(name, name === ACTOR_NAME ? pretends : `${name} ${because}`)));
  // A stranger leaves at most two commitments unclaimed: to the field as it was stored, and to what a personal one said.
  if (left > 2 * strangers.length) found.push({ kind: 'altered', detail: 'a field was taken out' });
  return found;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The commitment to a value under a key; undefined when the value cannot be opened or has no canonical form. */
const digest = (key: Uint8Array, eventId: string, name: string, value: () => Json) =>
  attempt(() => commitmentOf({ salt: saltOf(key, eventId, name), name, value: value() }));
