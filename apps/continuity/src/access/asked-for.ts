import { isUUID } from 'class-validator';
import { type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { definitionOf, type LookFacts } from '#custody';
import { CUSTODY, EXAMINATION } from '#read-models';

type Params = Readonly<Record<string, unknown>>;

/** The one thing that an address names. */
export type About = Pick<LookFacts, 'caseId' | 'exhibitId' | 'suspectId'>;

const IDS = ['caseId', 'exhibitId', 'suspectId'] as const;
const FILES = ['packId', 'recordId', 'sha256'] as const;

/** What the address of a request is about; empty for a list. What cannot be an id is the id of nothing. */
export function aboutOf({ params }: Pick<FastifyRequest, 'params'>): About {
  const named = params as Params;
  return Object.fromEntries(
    IDS.flatMap((name) => (isUUID(named[name]) ? [[name, String(named[name]).toLowerCase()]] : [])),
  );
}

/** Which file of those that there are. */
export function itemOf({ params }: Pick<FastifyRequest, 'params'>): string | undefined {
  const named = params as Params;
  return FILES.map((name) => named[name]).find(
    (item): item is string => typeof item === 'string' && /^[\w.-]{1,120}$/.test(item),
  );
}

const WORDS: ReadonlySet<string> = new Set([...CUSTODY, ...EXAMINATION]);
const isMoment = (value: string): boolean => /^\d{4}-\d\d-\d\d(T[\d:.]{4,12}(Z|[+-]\d\d:\d\d)?)?$/.test(value);
const isNumber = (value: string): boolean => /^\d{1,4}$/.test(value);

/** Filters whose values are of a closed form; whatever is typed besides may name anybody, and is sealed. */
const closed = (people: People): Readonly<Record<string, (value: string) => boolean>> => ({
  ...{ from: isMoment, to: isMoment, known: isMoment, asKnownAt: isMoment, dueBefore: isMoment, bailBefore: isMoment },
  ...{ year: isNumber, priority: isNumber, status: (value) => WORDS.has(value) },
  type: (value) => definitionOf(value) !== undefined,
  actor: (value) => people.find(value) !== undefined,
  holder: (value) => people.find(value) !== undefined,
  unit: (value) => people.all().some(({ unit }) => unit === value),
});

/** How an answer is cut and shown, which tells nothing of what was looked for. */
const SHOWN: ReadonlySet<string> = new Set([...['after', 'at', 'limit', 'shown', 'order', 'record', 'return', 'for']]);
const LONGEST = 500;

/** What a list was narrowed to. */
export function narrowedTo({ query }: Pick<FastifyRequest, 'query'>, people: People): Partial<LookFacts> {
  const about: Record<string, string> = {};
  const filter: Record<string, string> = {};
  const words: string[] = [];
  const isClosed = closed(people);
  for (const [name, given] of Object.entries(query as Params)) {
    const value = String(given).trim();
    if (value === '' || SHOWN.has(name)) continue;
    if (IDS.some((id) => id === name) && isUUID(value)) about[name] = value.toLowerCase();
    else if (isClosed[name]?.(value)) filter[name] = value;
    else words.push(name === 'q' ? value : `${name} ${value}`);
  }
  return {
    ...about,
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(words.length === 0 ? {} : { words: words.join('; ').slice(0, LONGEST) }),
  };
}
