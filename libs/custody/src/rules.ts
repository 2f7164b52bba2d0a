import { accessAggregate, accessDecisions, accessEvents, breakGlassStream, lookEvents } from './access/index.js';
import {
  caseAggregate,
  caseDecisions,
  caseErasure,
  caseEvents,
  caseStream,
  correctableCaseEntries,
  correctCaseEntry,
  type CaseFile,
} from './case/index.js';
import { claimEvents } from './claim/claim.js';
import { disclosureAggregate, disclosureDecisions, disclosureEvents, disclosureStream } from './disclosure/index.js';
import {
  correctableExhibitEntries,
  correctExhibitEntry,
  exhibitAggregate,
  exhibitDecisions,
  exhibitErasure,
  exhibitEvents,
  exhibitStream,
} from './exhibit/index.js';
import { UnknownEventType, type Aggregate } from './kernel/aggregate.js';
import { type AnyEventDefinition, type NameOf, type StoredFactsOf } from './kernel/catalogue.js';
import { type Command } from './kernel/command.js';
import { type Correctable, type CorrectEntry } from './kernel/correction.js';
import {
  isRefusal,
  refuse,
  type Entry,
  type Look,
  type Looks,
  type Outcome,
  type Person,
  type Setting,
  type Statement,
} from './kernel/decision.js';
import { capitalised } from './kernel/words.js';
import { LOG_KEY_STREAM, logKeyAggregate, logKeyDecisions, logKeyEvents } from './log-key/index.js';
import {
  correctableSuspectEntries,
  correctSuspectEntry,
  suspectAggregate,
  suspectDecisions,
  suspectErasure,
  suspectEvents,
  suspectStream,
} from './suspect/index.js';
import { toolAggregate, toolDecisions, toolEvents, toolStream } from './tool/index.js';

/** One rule, ready to be run by code that does not know which. */
export interface Rule extends Looks<unknown, Command> {
  readonly name: string;
  readonly command: new () => Command;
  readonly aggregate: Aggregate;
  streamOf(command: Command): string;
  /** The rule that decides this very command, where that depends on what it is about. */
  for?(command: Command): Rule;
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

function only(found: readonly Rule[]): Rule {
  const [rule] = found;
  if (!rule) throw new Error('One decision makes one rule');
  return rule;
}

const correcting = {
  exhibit: only(rulesOf({ CorrectEntry: correctExhibitEntry }, exhibitAggregate, exhibitStream)),
  suspect: only(rulesOf({ CorrectEntry: correctSuspectEntry }, suspectAggregate, suspectStream)),
  case: only(rulesOf({ CorrectEntry: correctCaseEntry }, caseAggregate, caseStream)),
};

/** What stands with an exhibit, a suspect or a case is decided there: the command has the exhibit's id, the suspect's, or neither. */
function whereItStands(rules: Readonly<Record<'exhibit' | 'suspect' | 'case', Rule>>): Rule {
  const where = (command: Command): Rule => {
    const { exhibitId, suspectId } = command as CorrectEntry;
    if (exhibitId !== undefined) return rules.exhibit;
    return suspectId === undefined ? rules.case : rules.suspect;
  };
  return { ...rules.exhibit, streamOf: (command) => where(command).streamOf(command), for: where };
}

const ERASING = ['RequestErasure', 'ErasePersonalData', 'DeclineErasure'] as const;
const erasing = ERASING.map((name) =>
  whereItStands({
    exhibit: only(rulesOf({ [name]: exhibitErasure[name] }, exhibitAggregate, exhibitStream)),
    suspect: only(rulesOf({ [name]: suspectErasure[name] }, suspectAggregate, suspectStream)),
    case: only(rulesOf({ [name]: caseErasure[name] }, caseAggregate, caseStream)),
  }),
);

/** A redaction of a type that is none would keep nothing back, in silence. */
const requestPack: typeof disclosureDecisions.RequestPack = {
  ...disclosureDecisions.RequestPack,
  decide(of, command, by, setting) {
    const outcome = disclosureDecisions.RequestPack.decide(of, command, by, setting);
    const unknown = command.redactions.find(({ type }) => type !== undefined && !definitionOf(type));
    return unknown && !isRefusal(outcome)
      ? refuse('no-such-entry-type', `There are no entries of the type ${unknown.type}.`, { type: unknown.type })
      : outcome;
  },
};

/** The commands that there are. */
export type CommandName =
  | keyof typeof caseDecisions
  | keyof typeof exhibitDecisions
  | keyof typeof suspectDecisions
  | keyof typeof disclosureDecisions
  | keyof typeof toolDecisions
  | keyof typeof accessDecisions
  | keyof typeof logKeyDecisions
  | keyof typeof caseErasure
  | 'CorrectEntry';

/** Every rule of custody, one for each command. */
export const rules: readonly Rule[] = [
  ...rulesOf(caseDecisions, caseAggregate, caseStream),
  ...rulesOf(exhibitDecisions, exhibitAggregate, exhibitStream),
  ...rulesOf(suspectDecisions, suspectAggregate, suspectStream),
  ...rulesOf({ ...disclosureDecisions, RequestPack: requestPack }, disclosureAggregate, disclosureStream),
  ...rulesOf(toolDecisions, toolAggregate, toolStream),
  ...rulesOf(accessDecisions, accessAggregate, breakGlassStream),
  ...rulesOf(logKeyDecisions, logKeyAggregate, () => LOG_KEY_STREAM),
  whereItStands(correcting),
  ...erasing,
];

const aggregates = { 'case-': caseAggregate, 'exhibit-': exhibitAggregate, 'suspect-': suspectAggregate };

/** A case's, an exhibit's or a suspect's stream for a rule to look at. @throws Error for the name of no such stream. */
export function lookAt(stream: string): Look {
  const found = Object.entries(aggregates).find(([kind]) => stream.startsWith(kind));
  if (!found) throw new Error(`${stream} is the stream of no case, exhibit or suspect`);
  return { aggregate: found[1], stream };
}

/** The entries that may be corrected, by event type: the command that recorded each, and which of its fields. */
export const correctableEntries: Correctable = {
  ...correctableCaseEntries,
  ...correctableExhibitEntries,
  ...correctableSuspectEntries,
};

const catalogue = {
  ...caseEvents,
  ...suspectEvents,
  ...claimEvents,
  ...disclosureEvents,
  ...toolEvents,
  ...accessEvents,
  ...logKeyEvents,
  // Last: a correction of an exhibit's entry may claim a seal number, and is a correction like the others else.
  ...exhibitEvents,
};

export type EventType = keyof typeof catalogue;
/** The facts of an event as read models get them: personal ones are sealed and left out of the type. */
export type StoredFacts = { readonly [T in EventType]: StoredFactsOf<(typeof catalogue)[T]> };

/** The definition of an event type; undefined for one that this version does not have. */
export const definitionOf = (type: string): AnyEventDefinition | undefined => definitions.get(type);
const definitions: ReadonlyMap<string, AnyEventDefinition> = new Map(Object.entries(catalogue));

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

/** A recorded event as rules see it, its facts as this version states them. @throws UnknownEventType like `upcast`. */
export function entryOf(
  event: Omit<Entry, 'by' | 'facts'> & { readonly schema: number; readonly data: object; readonly actor: Person },
): Entry {
  const { id, type, schema, data, actor: by, occurredAt, recordedAt, revision, stream, caseId } = event;
  const facts = upcast({ type, schema, facts: data });
  return { id, type, facts, by, occurredAt, recordedAt, revision, stream, caseId };
}

export const eventTypes = Object.keys(catalogue) as readonly EventType[];

/** Whether an event only says that somebody looked, which is no part of the record of what they looked at. */
export const isLook = (type: string): boolean => Object.hasOwn(lookEvents, type);

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
