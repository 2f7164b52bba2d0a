/** Exit codes of the verifier: 0 complete, 1 authentic, 2 warnings, from 10 on a kind of damage. */
export const CODES = {
  warning: 2,
  altered: 10,
  'missing or reordered': 11,
  'not in the log': 12,
  'forked log': 13,
  incomplete: 14,
  untrusted: 20,
  anchor: 21,
  malformed: 30,
} as const;
export type FindingKind = keyof typeof CODES;

export interface Finding {
  readonly kind: FindingKind;
  readonly what: string;
  readonly file?: string;
  readonly stream?: string;
  readonly revision?: number;
  readonly field?: string;
}

export interface Report {
  readonly exit: number;
  /** What was checked, what was found, and what was not checked: sentences for a person. */
  readonly checked: readonly string[];
  readonly findings: readonly Finding[];
  readonly notChecked: readonly string[];
}

/** The lowest kind of damage decides; then whether completeness is shown, then whether there are warnings. */
export function exitOf(findings: readonly Finding[], isComplete: boolean): number {
  const damage = findings.map(({ kind }) => CODES[kind]).filter((code) => code >= CODES.altered);
  if (damage.length > 0) return Math.min(...damage);
  if (!isComplete) return 1;
  return findings.length > 0 ? CODES.warning : 0;
}

export const inWords = ({ kind, what, file, stream, revision, field }: Finding): string =>
  [
    kind.toUpperCase(),
    file,
    stream,
    revision === undefined ? undefined : `revision ${revision}`,
    field === undefined ? undefined : `field ${field}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ') + `: ${what}`;
