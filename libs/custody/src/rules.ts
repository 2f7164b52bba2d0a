import { caseAggregate, caseDecisions, caseEvents, caseStream, type CaseFile } from './case/index.js';
import { claimEvents } from './claim/claim.js';
import { exhibitAggregate, exhibitDecisions, exhibitEvents, exhibitStream } from './exhibit/index.js';
import { UnknownEventType, type Aggregate } from './kernel/aggregate.js';
import { type AnyEventDefinition, type NameOf, type StoredFactsOf } from './kernel/catalogue.js';
import { type Command } from './kernel/command.js';
import { type Outcome, type Person, type Setting, type Statement } from './kernel/decision.js';
import { capitalised } from './kernel/words.js';
import { suspectAggregate, suspectDecisions, suspectEvents, suspectStream } from './suspect/index.js';

/** One rule, ready to be run by code that does not know which. */
export interface Rule {
  readonly name: string;
  readonly command: new () => Command;
  readonly aggregate: Aggregate;
  streamOf(command: Command): string;
  decide(state: unknown, command: Command, by: Person, setting: Setting<CaseFile>): Outcome<Statement>;
}

interface AnyDecision {
  readonly command: new () => Command;
  decide(state: never, command: never, by: Person, setting: Setting<CaseFile>): Outcome<Statement>;
}

function rulesOf(
  decisions: Readonly<Record<string, AnyDecision>>,
  aggregate: Pick<Aggregate, 'name'>,
  streamOf: (command: never) => string,
): readonly Rule[] {
  return Object.entries(decisions).map(
    ([name, decision]) => ({ name, ...decision, aggregate, streamOf }) as unknown as Rule,
  );
}

/** Every rule of custody, one for each command. */
export const rules: readonly Rule[] = [
  ...rulesOf(caseDecisions, caseAggregate, caseStream),
  ...rulesOf(exhibitDecisions, exhibitAggregate, exhibitStream),
  ...rulesOf(suspectDecisions, suspectAggregate, suspectStream),
];

const catalogue = { ...caseEvents, ...exhibitEvents, ...suspectEvents, ...claimEvents };

export type EventType = keyof typeof catalogue;
/** The facts of an event as read models get them: personal ones are sealed and left out of the type. */
export type StoredFacts = { readonly [T in EventType]: StoredFactsOf<(typeof catalogue)[T]> };

/** The definition of an event type; undefined for one that this version does not have. */
export const definitionOf = (type: string): AnyEventDefinition | undefined =>
  Object.hasOwn(catalogue, type) ? catalogue[type as EventType] : undefined;

/**
 * Facts as this version states them, whatever schema they were written in; the very same object when it is today's.
 *
 * @throws UnknownEventType when a newer version wrote them: leaving out what it added would be guessing.
 */
export function upcast<F extends object>(
  { type, schema, facts }: { readonly type: string; readonly schema: number; readonly facts: F },
  definition: Pick<AnyEventDefinition, 'schema' | 'upcasts'> | undefined = definitionOf(type),
): F {
  if (!definition || schema === definition.schema) return facts;
  if (schema > definition.schema) throw new UnknownEventType(`${type} of schema ${schema}`, 'the catalogue');
  return definition.upcasts
    .slice(schema - 1)
    .reduce((older, lift) => lift(older), facts as Readonly<Record<string, unknown>>) as F;
}

export const eventTypes = Object.keys(catalogue) as readonly EventType[];

const ERASED = '[erased]';

/**
 * One sentence for a person about an event whose facts were opened; `erased` names the fields that no longer can be. `nameOf`
 * puts names where facts have a person's id.
 */
export function sentence(
  type: string,
  facts: object,
  erased: readonly string[] = [],
  nameOf: NameOf = (personId) => personId,
): string {
  const definition = definitionOf(type);
  if (!definition) return type;
  const readable =
    erased.length === 0 ? facts : { ...facts, ...Object.fromEntries(erased.map((name) => [name, ERASED])) };
  return capitalised(definition.says(readable as never, nameOf));
}
