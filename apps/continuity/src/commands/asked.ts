import { mayCommand, notPermitted, type People } from '#access';
import {
  fieldsOf,
  parseCommand,
  rules,
  type Command,
  type Problems,
  type Refusal,
  type Rule,
  type Statement,
} from '#custody';
import { canonical, sha256, type Json, type JsonObject } from '#integrity';
import { type Answer, type Request } from './command-desk.js';

/** What somebody asks for, with the rule that answers it. */
export interface Errand extends Pick<Request, 'by'> {
  readonly rule: Rule;
  readonly command: Command;
  /** It follows from another, which was weighed. */
  readonly follows?: true;
}

/** The same, to be carried out. */
export interface Asked extends Errand, Request {
  readonly fingerprint: string;
}

/** What a rule has happen, and when: ISO 8601. */
export interface Happening {
  readonly statements: readonly Statement[];
  readonly now: string;
}

type Read = Pick<Errand, 'rule' | 'command'>;

const ruleNamed = new Map(rules.map((rule) => [rule.name, rule]));

export function read(
  { name, body }: Pick<Request, 'name' | 'body'>,
  people: Pick<People, 'find'>,
): Read | Extract<Answer, { is: 'unknown command' | 'invalid' }> {
  const named = ruleNamed.get(name);
  if (!named) return { is: 'unknown command' };
  const parsed = parseCommand(named.command, body);
  if ('problems' in parsed) return { is: 'invalid', problems: parsed.problems };
  const rule = named.for?.(parsed.command) ?? named;
  const strangers = strangersIn(rule, parsed.command, people);
  return strangers ? { is: 'invalid', problems: strangers } : { rule, command: parsed.command };
}

export const unlessPermitted = ({ name, by }: Pick<Request, 'name' | 'by'>): Refusal | undefined =>
  mayCommand(by.role, name) ? undefined : notPermitted(by, name);

export const askedBy = (request: Request, { rule, command }: Read): Asked => ({
  ...request,
  rule,
  command,
  fingerprint: fingerprintOf(request, rule, command),
});

/** The fields of each command that name somebody who acts. */
const personsIn = new Map(
  rules.map(({ name, command }) => [
    name,
    [...fieldsOf(command)].flatMap(([field, { isPerson }]) => (isPerson ? [field] : [])),
  ]),
);

/** Nothing is handed to, or done by, somebody who does not exist: a misspelt name would leave an exhibit in transit for ever. */
function strangersIn(rule: Rule, command: Command, people: Pick<People, 'find'>): Problems | undefined {
  const values = command as unknown as Readonly<Record<string, string | undefined>>;
  const strangers = (personsIn.get(rule.name) ?? []).flatMap((name): [string, string[]][] => {
    const id = values[name];
    return id !== undefined && !people.find(id) ? [[name, [`${name}: nobody here is called ${id}`]]] : [];
  });
  return strangers.length > 0 ? Object.fromEntries(strangers) : undefined;
}

/** The fields of each command that are personal. The id of somebody who acts is no data subject's, whatever the field is called. */
const personalIn = new Map(
  rules.map(({ name, aggregate }) => {
    const personal = Object.values(aggregate.events).flatMap((event) => Object.keys(event.personal));
    return [name, personal.filter((field) => !personsIn.get(name)?.includes(field))];
  }),
);

/** Personal values stay out: their erasure must leave nothing to guess them by. */
function fingerprintOf({ name, by }: Request, rule: Rule, command: Command): string {
  const facts: Record<string, Json | undefined> = { ...(command as unknown as JsonObject) };
  for (const field of personalIn.get(rule.name) ?? []) facts[field] = undefined;
  return sha256(canonical({ name, by: by.id, facts }));
}
