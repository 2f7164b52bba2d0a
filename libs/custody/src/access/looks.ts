/** Why somebody looks, in the words they may choose from; anything else is told in words of their own. */
export const REASONS = {
  investigation: 'Investigating this case',
  handling: 'Moving, storing or checking an exhibit',
  examination: 'Examining an exhibit',
  detention: 'Detention, bail or court',
  disclosure: 'Disclosure',
  review: 'Supervision, review or audit',
  other: 'Something else',
} as const;
export type Reason = keyof typeof REASONS;

/** What somebody was shown (Data Protection Act 2018 s.62: consultation, disclosure), or was refused. */
export interface LookFacts {
  /** What had to be permitted, as the addresses name it: 'see an exhibit'. */
  readonly permission: string;
  /** Of a look at one thing, or at a list that was narrowed to it. */
  readonly caseId?: string;
  readonly exhibitId?: string;
  readonly suspectId?: string;
  /** Which file of those there are: a pack, a custody record, an attachment. */
  readonly item?: string;
  /** What a list was narrowed to, as far as it is of a closed form: ids, days, words that the pages offer. */
  readonly filter?: Readonly<Record<string, string>>;
  /** Whatever else was typed to look for: it may name anybody. */
  readonly words?: string;
  readonly reason?: Reason;
  /** The reason in words of their own. */
  readonly reasonInWords?: string;
  /** Names the key that `words` and `reasonInWords` are sealed under: one of this look's own, so that each can be erased alone. */
  readonly typedUnder?: string;
  /** An open page fetched itself anew; nobody asked. */
  readonly unasked?: true;
}

/** The answer told no more than that there is nothing to be seen: 404 also for what is not there at all. */
export interface RefusedLookFacts extends LookFacts {
  readonly status: 403 | 404;
  /** Of a command that was refused to this person. */
  readonly command?: string;
}
