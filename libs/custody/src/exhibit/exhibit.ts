import { type Erasures } from '../erasure/index.js';
import { aggregate } from '../kernel/aggregate.js';
import { type Happened } from '../kernel/catalogue.js';
import { type Person } from '../kernel/decision.js';
import { exhibitEvents, type ExhibitFacts } from './events.js';
import { evolveExhibit } from './evolve.js';
import { type HoldKind } from './holds.js';

/** Where the exhibit is and who answers for it. In transit the sender does, until the receiver accepts. */
export type Custody =
  | { readonly is: 'not recorded' }
  | { readonly is: 'detected'; readonly place: string }
  | { readonly is: 'held'; readonly holder: Person; readonly location?: string }
  | {
      readonly is: 'in transit';
      readonly sender: Person;
      readonly to: string;
      readonly purpose: string;
      readonly sealNumber: string;
      readonly since: string;
    }
  | { readonly is: 'returned'; readonly at: string }
  | { readonly is: 'destroyed'; readonly at: string };

export type Seal =
  | { readonly is: 'unsealed' }
  | { readonly is: 'sealed'; readonly number: string }
  | { readonly is: 'opened'; readonly lastNumber: string }
  /** Not as it was sent. It is what was seen once the discrepancy is resolved; until then nothing is done to it. */
  | { readonly is: 'compromised'; readonly expected: string; readonly seen: string; readonly intact: boolean };

type Lab = Pick<Person, 'unit' | 'force'>;

/** Begun and not completed. While `paused` the exhibit may be sealed again and put away. */
export type OpenExamination =
  | { readonly is: 'started'; readonly examiner: string; readonly lab: Lab; readonly images: readonly string[] }
  | {
      readonly is: 'paused';
      readonly examiner: string;
      readonly lab: Lab;
      readonly images: readonly string[];
      readonly reason: string;
    };

export type Examination =
  | { readonly is: 'none' }
  | { readonly is: 'requested'; readonly priority: number; readonly dueBy: string }
  | OpenExamination
  | { readonly is: 'completed'; readonly findings: string };

export interface Discrepancy {
  /** Id of the event that raised it. */
  readonly id: string;
  readonly kind: string;
  readonly detail: string;
}

export interface Hold {
  /** Id of the event that put it on. */
  readonly id: string;
  readonly kind: HoldKind;
  readonly reason: string;
}

export interface OwnerClaim {
  readonly id: string;
  readonly status: 'open' | 'accepted' | 'rejected' | 'withdrawn';
}

/** Four axes at once, never one status: custody, seal, examination, and what holds it back. */
export interface Exhibit {
  readonly stream: string;
  readonly caseId?: string;
  readonly reference?: string;
  readonly kind?: string;
  readonly parentId?: string;
  /** The suspect that it was taken from. */
  readonly fromPersonId?: string;
  readonly children: readonly string[];
  readonly custody: Custody;
  readonly seal: Seal;
  /** Every number it was ever under. */
  readonly sealNumbers: readonly string[];
  readonly examination: Examination;
  readonly examinationsCompleted: number;
  /** Those not resolved. */
  readonly discrepancies: readonly Discrepancy[];
  readonly holds: readonly Hold[];
  /** Other cases that need it. */
  readonly alsoIn: readonly string[];
  readonly ownerClaims: readonly OwnerClaim[];
  /** Other records of the same device. */
  readonly sameAs: readonly string[];
  /** Indecent images of children were found on it. */
  readonly indecentImages: boolean;
  readonly destructionAuthorisedBy?: Pick<Person, 'id' | 'name'>;
  readonly erasures?: Erasures;
}

const blank = (stream: string): Exhibit => ({
  stream,
  children: [],
  custody: { is: 'not recorded' },
  seal: { is: 'unsealed' },
  sealNumbers: [],
  examination: { is: 'none' },
  examinationsCompleted: 0,
  discrepancies: [],
  holds: [],
  alsoIn: [],
  ownerClaims: [],
  sameAs: [],
  indecentImages: false,
});

export const exhibitAggregate = aggregate<Exhibit, ExhibitFacts>('exhibit', exhibitEvents, blank, evolveExhibit);

export type ExhibitHappened = Happened<typeof exhibitEvents>;
