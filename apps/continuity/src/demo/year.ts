import { derivedId } from '../commands/ids.js';

interface Offence {
  readonly act: string;
  readonly section: string;
  readonly description: string;
}

/** A case of the back record: who is charged with what and what they were sentenced to; `months` 0 for no prison sentence. */
export interface PastCase {
  readonly name: string;
  /** What it is called by: '2025-017'. */
  readonly number: string;
  readonly unit: string;
  readonly arrested: string;
  readonly charged: string;
  readonly counts: number;
  readonly offence: Offence;
  readonly sentenced: string;
  readonly months: number;
  readonly pleadedGuilty: boolean;
}

/** The team's figures, as the public report gives them. */
export const LAST_YEAR = { charges: 316, months: 106 * 12 };
export const THIS_YEAR = { months: 12 * 12 };

const UNITS = ['Child Online Safeguarding Team', 'Child Online Safeguarding Team', 'Public Protection Unit'];
const OFFENCES: readonly [Offence, ...Offence[]] = [
  { act: 'Protection of Children Act 1978', section: 's.1', description: 'Making indecent photographs of a child' },
  {
    act: 'Criminal Justice Act 1988',
    section: 's.160',
    description: 'Possession of an indecent photograph of a child',
  },
  { act: 'Sexual Offences Act 2003', section: 's.15A', description: 'Sexual communication with a child' },
  { act: 'Sexual Offences Act 2003', section: 's.103I', description: 'Breach of a sexual harm prevention order' },
];

/** Splits a total into parts that add up to it exactly, each at least 1 and at most `most`, the same every time. */
export function partsOf(total: number, most: number, random: () => number): number[] {
  const parts: number[] = [];
  for (let left = total; left > 0; left -= parts.at(-1) ?? 0)
    parts.push(Math.min(left, 1 + Math.floor(random() * most)));
  return parts;
}

/** A small generator of numbers in [0, 1) that gives the same run for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Cases of last year and of this year so far that add up to the team's figures: 316 charges and 106 years of prison last year,
 * 12 years of prison this year.
 */
export function pastCases(today: Date): readonly PastCase[] {
  const year = today.getUTCFullYear();
  const random = seeded(316_106);
  const lastYear = casesOf(year - 1, 365, LAST_YEAR.charges, LAST_YEAR.months, random);
  const daysSoFar = Math.max(1, Math.floor((today.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) - 1);
  return [...lastYear, ...casesOf(year, daysSoFar, 41, THIS_YEAR.months, random)];
}

function casesOf(year: number, days: number, charges: number, months: number, random: () => number): PastCase[] {
  const counts = partsOf(charges, 4, random);
  const sentences = partsOf(months, 36, random);
  if (sentences.length > counts.length) throw new Error('More prison sentences than people to serve them');
  return counts.map((count, index) => {
    const charged = Math.floor(random() * days);
    const at = (day: number) => new Date(Date.UTC(year, 0, 1 + Math.min(day, days - 1), 10, 30)).toISOString();
    return {
      name: derivedId('continuity demonstration', year, index),
      number: `${year}-${String(index + 1).padStart(3, '0')}`,
      unit: UNITS[index % UNITS.length] ?? '',
      arrested: at(charged),
      charged: new Date(Date.parse(at(charged)) + 6 * 3_600_000).toISOString(),
      counts: count,
      offence: OFFENCES[Math.floor(random() * OFFENCES.length)] ?? OFFENCES[0],
      sentenced: new Date(Date.parse(at(charged + 60)) + 8 * 3_600_000).toISOString(),
      months: sentences[index] ?? 0,
      pleadedGuilty: random() < 0.7,
    };
  });
}
