/** What the court has before it: all charges of one prosecution together, since a plea and a verdict name none of them. */
export interface Proceedings {
  readonly counts: number;
  /** Their descriptions. */
  readonly offences: readonly string[];
  readonly plea?: 'guilty' | 'not-guilty' | 'none';
  readonly verdict?: 'guilty' | 'not-guilty';
  readonly sentenced: boolean;
}

/** Rule 8: what a sentence needs. */
export const isConvicted = ({ plea, verdict }: Proceedings): boolean => verdict === 'guilty' || plea === 'guilty';

/** A further charge after this is another prosecution. */
export const isOver = ({ sentenced, verdict }: Proceedings): boolean => sentenced || verdict === 'not-guilty';
