/** Who is looking, as far as it decides which cases the read models tell of. `everything` is for what nobody looks at: jobs and checks. */
export type Sight =
  | 'everything'
  | {
      /** Every case that is not sensitive. */
      readonly all: boolean;
      /** Every case that is known by one of these marks: `marksOf` of #custody. */
      readonly marks: readonly string[];
      /** Ids of cases, however closely they are kept: opened by break-glass. */
      readonly cases: readonly string[];
    };

/** A case, as far as it decides who may see it. */
export interface Visible {
  readonly caseId: string;
  readonly marks: readonly string[];
  readonly sensitive: boolean;
}

/** Whether somebody sees a case: the same that the read models ask in SQL. */
export const sees = (sight: Sight, { caseId, marks, sensitive }: Visible): boolean =>
  sight === 'everything' ||
  (sight.all && !sensitive) ||
  sight.cases.includes(caseId) ||
  sight.marks.some((mark) => marks.includes(mark));
