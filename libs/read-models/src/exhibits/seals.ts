import { type ExhibitRow } from './exhibits.js';

type Numbered = Pick<ExhibitRow, 'seal_number' | 'more'>;

/** The row once its seal has another number, or none: the number before it stays, as that of a former seal. */
export function numbered({ seal_number: before, more }: Readonly<Numbered>, seal_number: string | null): Numbered {
  const former = more.formerSeals ?? [];
  return {
    seal_number,
    more: before === null || before === seal_number ? more : withFormer(more, [...former, before], seal_number),
  };
}

/**
 * The row once a number turns out to have been recorded wrongly: that of the seal it has, or of a former one. Undefined when
 * neither says it: a correction before this one said something else.
 */
export function renumbered(
  { seal_number, more }: Readonly<Numbered>,
  was: unknown,
  now: string,
): Partial<Numbered> | undefined {
  const { formerSeals: former = [] } = more;
  if (seal_number === was) return { seal_number: now, more: withFormer(more, former, now) };
  if (!former.some((each) => each === was)) return undefined;
  return {
    more: withFormer(
      more,
      former.map((each) => (each === was ? now : each)),
      seal_number,
    ),
  };
}

/** Each once, and not the one that it has: a number first misread and then put right was never another seal. */
const withFormer = (
  more: ExhibitRow['more'],
  former: readonly string[],
  seal_number: string | null,
): ExhibitRow['more'] => ({
  ...more,
  formerSeals: [...new Set(former)].filter((each) => each !== seal_number),
});
