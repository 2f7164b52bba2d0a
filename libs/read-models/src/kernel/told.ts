import { upcast } from '#custody';
import { sha256, type Actor, type Json, type JsonObject } from '#integrity';
import { type LedgerEvent, type Position } from '#ledger';

/** An event as projections see it. Personal facts are sealed, as the ledger keeps them. */
export interface Told {
  readonly position: Position;
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly caseId: string;
  readonly actor: Actor;
  /** Names the actor as they were when they acted. */
  readonly actorKey: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly facts: JsonObject;
  /** The JSON of `facts`: where it is at hand already, it is not written again. */
  readonly factsText: string;
  /** Of an event that names somebody: what the name is looked for by. `withTokens` gives them. */
  tokens?: string;
}

/** @throws UnknownEventType when its facts are of a newer schema than this version's. */
export function toldBy({ data, ...event }: LedgerEvent): Told {
  const { position, id, type, schema, stream, caseId, actor, occurredAt, recordedAt } = event;
  const facts = upcast({ type, schema, facts: data });
  const factsText = JSON.stringify(facts);
  const told = { position, id, type, stream, caseId, actor, actorKey: actorKey(actor), occurredAt, recordedAt };
  return { ...told, facts, factsText };
}

const KEYS_AT_MOST = 10_000;
const keys = new Map<string, string>();

/** Names an actor as they were when they acted: another role or unit is another key. 96 bits of a digest. */
export function actorKey({ id, name, role, force, unit, onBehalfOf = '' }: Actor): string {
  const text = [id, name, role, force, unit, onBehalfOf].join('\n');
  const known = keys.get(text);
  if (known !== undefined) return known;
  if (keys.size >= KEYS_AT_MOST) keys.clear();
  const key = sha256(text).slice(0, 16);
  keys.set(text, key);
  return key;
}

/** The id that a stream of this kind is about; undefined for a stream of another kind. */
const idIn =
  (kind: string) =>
  ({ stream }: Pick<Told, 'stream'>): string | undefined =>
    stream.startsWith(kind) ? stream.slice(kind.length) : undefined;

export const caseOf = idIn('case-');
export const exhibitOf = idIn('exhibit-');
export const suspectOf = idIn('suspect-');
export const disclosureOf = idIn('disclosure-');
export const toolOf = idIn('tool-');

/** A personal value as a read model keeps it: sealed, with the place that it was sealed for. Without its key it says nothing. */
export interface Kept {
  readonly event: string;
  readonly field: string;
  readonly value: Json;
}

/** Keeps a personal field of an event; null when the event does not have it. */
export function keep({ id, facts }: Told, field: string): Kept | null {
  const value = facts[field];
  return value === undefined ? null : { event: id, field, value };
}
