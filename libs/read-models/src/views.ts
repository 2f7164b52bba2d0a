import { type Position } from '#ledger';

/** What pages and the API read. Times are ISO 8601 UTC with milliseconds, days YYYY-MM-DD; `null` is "not known" or "none". */

export interface PersonNamed {
  readonly id: string;
  readonly name: string;
}

/** A list by cursor: `next` is what the following page asks for as `after`; null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export const CUSTODY = ['detected', 'held', 'in transit', 'returned', 'destroyed'] as const;
export const EXAMINATION = ['none', 'requested', 'started', 'paused', 'completed'] as const;

export interface ExhibitSummary {
  readonly exhibitId: string;
  readonly caseId: string;
  readonly operationName: string;
  readonly exhibitRef: string | null;
  readonly kind: string;
  readonly description: string | null;
  readonly custody: (typeof CUSTODY)[number];
  /** Who answers for it: in transit, the sender. */
  readonly holder: PersonNamed | null;
  /** Id of the addressee while in transit. */
  readonly sentTo: string | null;
  readonly location: string | null;
  readonly seal: 'unsealed' | 'sealed' | 'opened' | 'compromised';
  readonly sealNumber: string | null;
  readonly examination: (typeof EXAMINATION)[number];
  readonly examiner: string | null;
  /** 1 (most urgent) to 4. */
  readonly priority: number | null;
  readonly dueBy: string | null;
  readonly openDiscrepancies: number;
  /** When its custody, seal or examination last changed, as it happened. */
  readonly since: string;
}

export interface ExhibitView extends ExhibitSummary {
  readonly make: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly imei: string | null;
  /** False when the IMEI's last digit is not its Luhn check digit: a warning, for labels are misprinted too. */
  readonly imeiChecks: boolean | null;
  readonly power: string | null;
  readonly seizedAt: string | null;
  readonly parent: { readonly exhibitId: string; readonly exhibitRef: string } | null;
  readonly parts: readonly { readonly exhibitId: string; readonly exhibitRef: string; readonly kind: string }[];
  readonly questions: string | null;
  readonly images: readonly {
    readonly sha256: string;
    readonly bytes: number;
    readonly tool: string;
    readonly at: string;
  }[];
  readonly findings: string | null;
}

/** One event as a person reads it; of an exhibit, with who held it, where, and under which seal, after it. */
export interface TimelineItem {
  readonly position: Position;
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: PersonNamed & { readonly role: string; readonly unit: string; readonly force: string };
  readonly caseId: string;
  readonly exhibitId: string | null;
  readonly suspectId: string | null;
  readonly holder: PersonNamed | null;
  readonly location: string | null;
  readonly sealNumber: string | null;
  readonly summary: string;
  readonly late: boolean;
  readonly lateReason: string | null;
}

export interface CaseView {
  readonly caseId: string;
  readonly operationName: string;
  readonly force: string;
  readonly unit: string;
  readonly offenceTypes: readonly string[];
  readonly status: 'open' | 'closed';
  readonly openedAt: string;
  readonly warrants: readonly { readonly warrantRef: string; readonly at: string; readonly units: readonly string[] }[];
  readonly exhibits: readonly ExhibitSummary[];
  readonly suspects: readonly SuspectView[];
}

export interface SuspectView {
  readonly suspectId: string;
  readonly caseId: string;
  /** null when erased. */
  readonly name: string | null;
  readonly dateOfBirth: string | null;
  readonly status:
    | 'arrested'
    | 'on bail'
    | 'under investigation'
    | 'charged'
    | 'remanded'
    | 'convicted'
    | 'acquitted'
    | 'sentenced'
    | 'no further action';
  readonly suspectedOf: readonly string[];
  readonly arrestedAt: string | null;
  readonly bail: {
    readonly conditions: readonly string[];
    readonly until: string;
    readonly firstLimitEnds: string;
  } | null;
  readonly charges: readonly {
    readonly act: string;
    readonly section: string;
    readonly description: string;
    readonly counts: number;
    readonly at: string;
  }[];
  readonly remandedTo: string | null;
  readonly plea: string | null;
  readonly verdict: string | null;
  readonly sentence: {
    readonly custodyMonths: number;
    readonly suspended: boolean;
    readonly orders: readonly string[];
    readonly court: string;
    readonly at: string;
  } | null;
}

export interface OutcomesView {
  readonly year: number;
  /** The last day counted: 31 December, or today in the current year. */
  readonly asOf: string;
  readonly units: readonly UnitOutcomes[];
  readonly total: Omit<UnitOutcomes, 'unit'>;
}

/** Charges are counted by count, in the year of the charge; custody in months (suspended sentences apart), in the year of the sentence. */
export interface UnitOutcomes {
  readonly unit: string;
  readonly charges: number;
  readonly custodialMonths: number;
  readonly sentences: number;
}

/** `status` is a word of CUSTODY or of EXAMINATION, `holder` a person's id, `q` what reference, kind, description or numbers contain. */
export interface ExhibitFilter {
  readonly status?: string;
  readonly caseId?: string;
  readonly holder?: string;
  readonly q?: string;
}

/** `from` (included) and `to` (not included) are moments, ISO 8601, of when it was recorded; `actor` is a person's id. */
export interface AuditFilter {
  readonly caseId?: string;
  readonly exhibitId?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly type?: string;
}

/** `limit` is 1 to 200, 50 unless told. */
export interface Cursor {
  readonly after?: string;
  readonly limit?: number;
}

/** The questions that pages and the API ask of the read models. */
export interface ReadModels {
  /** Waits until every read model has this position; false when it has not within `withinMs`. */
  waitFor(position: Position, withinMs: number): Promise<boolean>;
  caseView(caseId: string): Promise<CaseView | undefined>;
  cases(cursor?: Cursor): Promise<Page<Omit<CaseView, 'exhibits' | 'suspects' | 'warrants'>>>;
  caseTimeline(caseId: string, cursor?: Cursor): Promise<Page<TimelineItem>>;
  exhibit(exhibitId: string): Promise<ExhibitView | undefined>;
  exhibitTimeline(exhibitId: string, cursor?: Cursor): Promise<Page<TimelineItem>>;
  exhibits(filter: ExhibitFilter, cursor?: Cursor): Promise<Page<ExhibitSummary>>;
  /** How many exhibits stand at each stage of examination: the board's column heads. */
  stages(): Promise<Readonly<Record<ExhibitSummary['examination'], number>>>;
  suspect(suspectId: string): Promise<SuspectView | undefined>;
  outcomes(year: number, unit?: string): Promise<OutcomesView>;
  audit(filter: AuditFilter, cursor?: Cursor): Promise<Page<TimelineItem>>;
}
