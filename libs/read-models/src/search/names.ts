import { createHmac } from 'node:crypto';
import { type Correction } from '#custody';
import { isSealed, openFacts, type KeyOf } from '#integrity';
import { type SubjectKeys } from '#ledger';
import { type Told } from '../kernel/told.js';

/** What names are looked for by: the keys that open them, and the key of the index (32 bytes). */
export interface NameKeys {
  readonly keys: Pick<SubjectKeys, 'keysOf'>;
  readonly searchKey: Uint8Array;
}

/** The fields that name somebody who is looked for, by event type. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  PersonArrested: ['name', 'dateOfBirth'],
  DeviceSeized: ['from'],
  DeviceReturned: ['to'],
  OwnershipClaimed: ['claimant'],
};

/** Whom an event names in which of its fields, the name first; undefined when it is nobody who is looked for. */
export function namedIn({
  type,
  facts,
}: Pick<Told, 'type' | 'facts'>): { subject: string; fields: readonly string[] } | undefined {
  const fields = type === 'EntryCorrected' ? correctedIn(facts as unknown as Correction) : NAMED[type];
  const sealed = fields && facts[fields[0] ?? ''];
  return fields && isSealed(sealed) && isLookedFor(sealed.subject) ? { subject: sealed.subject, fields } : undefined;
}

const correctedIn = ({ entryType, field }: Correction): readonly string[] | undefined =>
  NAMED[entryType]?.includes(field) ? ['now'] : undefined;

/** Suspects, people that devices were taken from, and owners. */
export const isLookedFor = (subject: string): boolean =>
  subject.startsWith('suspect-') || /\/(from|claimant-[0-9a-f-]+)$/.test(subject);

const TOKEN_BYTES = 16;
const LONGEST = 200;

/**
 * The words of a name or a date as the index has them: 128 bits of HMAC-SHA-256 each, base64. Written in capitals, with accents,
 * apostrophes or hyphens or without, a word is the same; a date is the same as 19/3/2001 and as 2001-03-19.
 */
export function tokensOf(text: string, searchKey: Uint8Array): readonly string[] {
  const words = text
    .replace(/\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/g, (_, day: string, month: string, year: string) =>
      [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'),
    )
    .replace(/\b(\d{4})-(\d\d)-(\d\d)\b/g, '$1$2$3')
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return [...new Set(words)].map((word) => tokenOf(word.slice(0, LONGEST), searchKey));
}

const tokenOf = (word: string, searchKey: Uint8Array): string =>
  createHmac('sha256', searchKey).update(word).digest().subarray(0, TOKEN_BYTES).toString('base64');

/**
 * Gives the events that name somebody the tokens of the name, for the projection of people. Whose key was destroyed has none. So
 * the fold stays one of events alone: it never sees a name.
 */
export async function withTokens(events: readonly Told[], by: NameKeys | undefined): Promise<readonly Told[]> {
  if (!by) return events;
  const found = events.flatMap((event) => {
    const named = namedIn(event);
    return named ? [{ event, ...named }] : [];
  });
  if (found.length === 0) return events;
  const keys = await by.keys.keysOf([...new Set(found.map(({ subject }) => subject))]);
  const keyOf = (subject: string) => keys.get(subject);
  for (const { event, fields } of found) {
    const texts = textsOf(event, fields, keyOf);
    event.tokens = [...new Set(texts.flatMap((text) => tokensOf(text, by.searchKey)))].join(' ');
  }
  return events;
}

/** What sealed fields say, as far as their key is there. */
export function textsOf(
  { id, facts }: Pick<Told, 'id' | 'facts'>,
  fields: readonly string[],
  keyOf: KeyOf,
): readonly string[] {
  try {
    const opened = openFacts({ id, data: Object.fromEntries(fields.map((field) => [field, facts[field]])) }, keyOf);
    return Object.values(opened.facts).filter((value) => typeof value === 'string');
  } catch {
    // It was altered, which the check of the ledger names. Read models go on.
    return [];
  }
}
