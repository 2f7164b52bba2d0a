/**
 * Statutory limits, ranks and periods as data, each with the day from which it is in force and the provision it comes from: a
 * change of law is a change here, and an old event is judged by the law of its day. Not legal advice.
 */

/** Who may authorise, lowest first; a higher one may do what a lower one may. */
export const RANKS = [
  'custody officer',
  'inspector',
  'chief inspector',
  'superintendent',
  'chief superintendent',
  'assistant chief constable',
  'deputy chief constable',
  'chief constable',
  'magistrates',
] as const;
export type Rank = (typeof RANKS)[number];

/** A period that begins with the bail start date: the day after the arrest, PACE s.47ZB(4). */
export type Period = { readonly months: number } | { readonly days: number };

export interface BailLimit {
  readonly period: Period;
  /** The lowest who may let bail last to the end of the period. */
  readonly by: Rank;
  readonly under: string;
}

/** Limits of pre-charge bail, each an extension of the one before it. */
export interface BailLaw {
  /** Applies to arrests on this day or later. */
  readonly inForceFrom: string;
  readonly source: string;
  readonly standard: readonly BailLimit[];
  /** Cases that the Director of Public Prosecutions has designated as exceptionally complex. */
  readonly exceptionallyComplex: readonly BailLimit[];
}

const INITIAL_2017: readonly BailLimit[] = [
  { period: { days: 28 }, by: 'inspector', under: 'PACE s.47ZB(1)(b) as enacted' },
  { period: { months: 3 }, by: 'superintendent', under: 'PACE s.47ZD as enacted' },
];
const POLICE_2022: readonly BailLimit[] = [
  { period: { months: 3 }, by: 'custody officer', under: 'PACE s.47ZB(1)(b)' },
  { period: { months: 6 }, by: 'inspector', under: 'PACE s.47ZD' },
  { period: { months: 9 }, by: 'superintendent', under: 'PACE s.47ZDA' },
];

/** Earliest first. Police cases only: the longer first limits of the FCA, HMRC, NCA and SFO are not here. */
export const BAIL_LAW: readonly BailLaw[] = [
  {
    inForceFrom: '2017-04-03',
    source: 'Policing and Crime Act 2017 s.63',
    standard: [...INITIAL_2017, { period: { months: 6 }, by: 'magistrates', under: 'PACE s.47ZF as enacted' }],
    exceptionallyComplex: [
      ...INITIAL_2017,
      { period: { months: 6 }, by: 'assistant chief constable', under: 'PACE s.47ZE as enacted' },
      { period: { months: 9 }, by: 'magistrates', under: 'PACE s.47ZF as enacted' },
    ],
  },
  {
    inForceFrom: '2022-10-28',
    source: 'Police, Crime, Sentencing and Courts Act 2022 s.45 and Sch. 4, S.I. 2022/1075 reg. 4',
    standard: [...POLICE_2022, { period: { months: 12 }, by: 'magistrates', under: 'PACE s.47ZF' }],
    exceptionallyComplex: [
      ...POLICE_2022,
      { period: { months: 12 }, by: 'assistant chief constable', under: 'PACE s.47ZE' },
      { period: { months: 18 }, by: 'magistrates', under: 'PACE s.47ZF' },
    ],
  },
];

/** The end of bail is warned of this many days ahead. */
export const BAIL_WARNING_DAYS = [28, 14, 7, 1] as const;

/** How a charge is tried, which the limit of custody before the trial depends on. */
export const TRIALS = ['summary', 'either way', 'indictment'] as const;
export type Trial = (typeof TRIALS)[number];

/** Limits of custody before trial, in days from the first remand, that day not counted (reg. 2(4)). */
export interface CustodyLaw {
  /** Applies to first remands on this day or later. */
  readonly inForceFrom: string;
  readonly source: string;
  readonly days: Readonly<Record<Trial, number>>;
}

const CUSTODY_1987 = { summary: 56, 'either way': 70, indictment: 182 };

/** Earliest first. */
export const CUSTODY_LAW: readonly CustodyLaw[] = [
  { inForceFrom: '1987-04-01', source: 'S.I. 1987/299 regs 4 and 5', days: CUSTODY_1987 },
  {
    inForceFrom: '2020-09-28',
    source: 'S.I. 1987/299 regs 4 and 5 as amended by S.I. 2020/953',
    days: { ...CUSTODY_1987, indictment: 238 },
  },
  { inForceFrom: '2021-06-28', source: 'S.I. 1987/299 regs 4 and 5', days: CUSTODY_1987 },
];

/** How long material is kept after a conviction, at least; while a prison sentence lasts, it is kept in any case. */
export interface RetentionLaw {
  /** Applies to convictions on this day or later. */
  readonly inForceFrom: string;
  readonly source: string;
  readonly afterConviction: Period;
}

/** Earliest first. */
export const RETENTION_LAW: readonly RetentionLaw[] = [
  {
    inForceFrom: '1997-04-01',
    source: 'CPIA 1996 s.23(1), Code of Practice, paras 5.6 to 5.10 as then in force',
    afterConviction: { months: 6 },
  },
  {
    inForceFrom: '2020-12-31',
    source: 'CPIA 1996 s.23(1), Code of Practice (2020), paras 5.7 to 5.10',
    afterConviction: { months: 6 },
  },
];

/**
 * Bank holidays of England and Wales that follow no rule: by royal proclamation (Banking and Financial Dealings Act 1971 s.1(3)),
 * and ordinary ones that were moved for them.
 */
export const PROCLAIMED_HOLIDAYS: readonly string[] = [
  '2011-04-29',
  '2012-06-04',
  '2012-06-05',
  '2020-05-08',
  '2022-06-02',
  '2022-06-03',
  '2022-09-19',
  '2023-05-08',
];
export const MOVED_HOLIDAYS: readonly string[] = ['2012-05-28', '2020-05-04', '2022-05-30'];
