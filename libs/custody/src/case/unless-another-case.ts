import { type Command } from '../kernel/command.js';
import { refuse, type Refusal } from '../kernel/decision.js';

interface Recorded {
  readonly caseId?: string;
  /** Other cases that need it too. */
  readonly alsoIn?: readonly string[];
}

/** What was first recorded under one case stays under it: a command that names another is refused. */
export const unlessAnotherCase = (recorded: Recorded, { caseId }: Command): Refusal | undefined =>
  recorded.caseId === undefined || recorded.caseId === caseId || recorded.alsoIn?.includes(caseId)
    ? undefined
    : refuse('another-case', 'This is booked under another case than the one named.', recorded);
