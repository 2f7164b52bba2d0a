import { unlessAnotherCase } from '../case/unless-another-case.js';
import { type CaseFile } from '../case/case-file.js';
import { type Erasures } from '../erasure/index.js';
import { aggregate } from '../kernel/aggregate.js';
import { type Happened } from '../kernel/catalogue.js';
import { type SuspectCommand } from '../kernel/command.js';
import { guarded, refuse, type Guard, type Refusal } from '../kernel/decision.js';
import { suspectEvents, type SuspectFacts } from './events.js';
import { evolveSuspect } from './evolve.js';
import { type Proceedings } from './proceedings.js';

/** Where a person stands with the police, until a court has them. */
export type Standing =
  | { readonly is: 'not recorded' }
  | { readonly is: 'arrested' }
  | { readonly is: 'on bail'; readonly until: string; readonly conditions: readonly string[] }
  | { readonly is: 'under investigation' }
  | { readonly is: 'no further action'; readonly reason: string }
  | { readonly is: 'charged' }
  | { readonly is: 'remanded'; readonly court: string };

export interface Suspect {
  readonly stream: string;
  readonly caseId?: string;
  /** ISO 8601, as it happened: the statutory clocks start from it. */
  readonly arrestedAt?: string;
  readonly standing: Standing;
  readonly proceedings?: Proceedings;
  /** ISO 8601: acquitted, or no further action is taken; of the latest prosecution, as the next two. */
  readonly clearedAt?: string;
  readonly convictedAt?: string;
  /** Of prison; 0 where it is suspended, undefined while there is no sentence. */
  readonly custodyMonths?: number;
  readonly erasures?: Erasures;
}

export const suspectAggregate = aggregate<Suspect, SuspectFacts>(
  'suspect',
  suspectEvents,
  (stream) => ({ stream, standing: { is: 'not recorded' } }),
  evolveSuspect,
);

export const unlessRecorded = (suspect: Suspect): Refusal | undefined =>
  suspect.standing.is === 'not recorded'
    ? refuse('suspect-not-recorded', 'No person with this id was arrested or summonsed.', suspect)
    : undefined;

type SuspectHappened = Happened<typeof suspectEvents>;
const rule = (...guards: readonly Guard<Suspect, SuspectCommand>[]) =>
  guarded<Suspect, SuspectCommand, SuspectHappened, CaseFile>(...guards);

/** A rule that may begin a suspect's record. */
export const firstDecision = rule(unlessAnotherCase);
/** A rule of somebody who was arrested or summonsed. */
export const suspectDecision = rule(unlessRecorded, unlessAnotherCase);
