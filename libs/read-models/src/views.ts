import { type Continuity, type CustodyLimit, type InclusionAsked, type Retention, type Schedule } from '#custody';
import { type Position } from '#ledger';
import { type Sight, type Visible } from './visibility/sight.js';

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
  /** Kinds of the holds that are on it, each once. */
  readonly holds: readonly string[];
  /** The earliest end of bail that waits for it: of the person it was taken from, else of anybody in its case. */
  readonly bailEnds: string | null;
  /** That bail ends before the examination is due. */
  readonly bailEndsFirst: boolean;
  /** Which of these fields say something else than was first recorded, because an entry was corrected. */
  readonly corrected: readonly string[];
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
    /** Id of the event. */
    readonly id: string;
    readonly sha256: string;
    readonly bytes: number;
    /** With its version. */
    readonly tool: string;
    readonly at: string;
    /** The tool's validation, as the register had it then; null when it had none. */
    readonly validation: string | null;
  }[];
  readonly findings: string | null;
  /** Whether indecent images of children were found: then it is never returned. */
  readonly indecentImages: boolean;
  /** References that it had before it was relabelled. */
  readonly formerRefs: readonly string[];
  /** Numbers of seals that were broken or replaced. */
  readonly formerSeals: readonly string[];
  /** Other cases that need it. */
  readonly alsoIn: readonly { readonly caseId: string; readonly operationName: string }[];
  /** Other records of the same device. */
  readonly sameAs: readonly {
    readonly exhibitId: string;
    readonly exhibitRef: string | null;
    readonly operationName: string;
  }[];
  readonly ownerClaims: readonly {
    readonly claimId: string;
    readonly status: 'open' | 'accepted' | 'rejected' | 'withdrawn';
  }[];
  readonly holdsOn: readonly {
    /** What ReleaseRetention calls `holdId`. */
    readonly id: string;
    readonly kind: string;
    readonly reason: string;
    readonly authority: string;
    readonly at: string;
  }[];
  readonly discrepancies: readonly {
    /** What ResolveDiscrepancy calls `discrepancyId`. */
    readonly id: string;
    readonly kind: string;
    readonly detail: string;
    readonly at: string;
  }[];
  readonly attachments: readonly {
    readonly id: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly mediaType: string;
    /** null when erased. */
    readonly name: string | null;
    readonly at: string;
  }[];
  readonly reports: readonly { readonly reference: string; readonly at: string }[];
  /** When it was returned or destroyed. */
  readonly disposedAt: string | null;
  readonly erasures: readonly ErasureView[];
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
  /** The reference that the exhibit has now. */
  readonly exhibitRef: string | null;
  readonly suspectId: string | null;
  readonly holder: PersonNamed | null;
  readonly location: string | null;
  readonly sealNumber: string | null;
  readonly summary: string;
  readonly late: boolean;
  readonly lateReason: string | null;
  /** Of a correction: id of the event that it corrects. */
  readonly corrects: string | null;
  /** The corrections of this event, in the order in which they were recorded. */
  readonly correctedBy: readonly {
    readonly id: string;
    readonly field: string;
    readonly recordedAt: string;
  }[];
}

/** An erasure of personal data that was asked for, and what was decided. */
export interface ErasureView {
  /** What ErasePersonalData calls `erasureId`. */
  readonly id: string;
  /** Of an exhibit: whose data; `claimId` which claimant's. */
  readonly whose: string | null;
  readonly claimId: string | null;
  readonly reason: string;
  /** Ids of people. */
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly status: 'requested' | 'declined' | 'erased';
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  /** Under what authority it was carried out, or why not. */
  readonly decision: string | null;
}

/** An erasure that was carried out: whose keys are destroyed because of it, and the streams that such values stand in. */
export interface ErasedView {
  readonly position: Position;
  readonly subjects: readonly string[];
  readonly streams: readonly string[];
}

/** Somebody who is found by their name. */
export interface PersonFound {
  readonly name: string;
  /** null for somebody who is named with an exhibit only. */
  readonly suspectId: string | null;
  readonly caseId: string;
  readonly operationName: string;
  /** What was taken from them, returned to them, or is claimed by them. */
  readonly exhibits: readonly { readonly exhibitId: string; readonly exhibitRef: string | null }[];
}

export interface CaseView {
  readonly caseId: string;
  readonly operationName: string;
  readonly force: string;
  readonly unit: string;
  readonly offenceTypes: readonly string[];
  readonly status: 'open' | 'closed';
  readonly openedAt: string;
  readonly closedReason: string | null;
  readonly sensitivity: string;
  readonly officers: readonly { readonly officerId: string; readonly name: string; readonly role: string }[];
  readonly corrected: readonly string[];
  /** How long its material is kept, at least (CPIA Code of Practice). */
  readonly retention: Retention;
  readonly erasures: readonly ErasureView[];
  readonly warrants: readonly { readonly warrantRef: string; readonly at: string; readonly units: readonly string[] }[];
  readonly exhibits: readonly ExhibitSummary[];
  readonly suspects: readonly SuspectView[];
}

/** A case without what is in it. */
export type CaseSummary = Omit<CaseView, 'exhibits' | 'suspects' | 'warrants' | 'retention' | 'erasures'>;

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
    /** By London's calendar: 0 on its last day, negative once it has ended. */
    readonly daysLeft: number;
    /** 28, 14, 7 or 1: so many days before its end a warning is due. */
    readonly warning: number | null;
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
  /** The last day of custody before trial, where it is recorded how the charge is tried. */
  readonly custodyLimit: CustodyLimit | null;
  readonly plea: string | null;
  readonly verdict: string | null;
  readonly sentence: {
    readonly custodyMonths: number;
    readonly suspended: boolean;
    readonly orders: readonly string[];
    readonly court: string;
    readonly principalOffence: string | null;
    readonly at: string;
  } | null;
  readonly erasures: readonly ErasureView[];
  readonly corrected: readonly string[];
}

/** What of a case is scheduled, and the packs of it that were asked for. */
export interface DisclosureView {
  readonly caseId: string;
  readonly materials: readonly {
    readonly materialId: string;
    readonly schedule: Schedule;
    readonly itemNo: number;
    readonly item: string;
    readonly sensitivity: string | null;
    readonly exhibitId: string | null;
    readonly eventId: string | null;
    readonly outcome: 'undermines' | 'assists' | 'neither' | null;
    readonly outcomeReason: string | null;
    readonly withheld: string | null;
    readonly at: string;
  }[];
  readonly certificates: readonly { readonly schedule: Schedule; readonly items: number; readonly at: string }[];
  readonly packs: readonly PackView[];
  /** Discrepancies that no item is about yet: they may undermine the case for the prosecution. */
  readonly toSchedule: readonly {
    readonly eventId: string;
    readonly exhibitId: string | null;
    readonly at: string;
    readonly kind: string;
    readonly detail: string;
  }[];
}

export interface PackView {
  readonly packId: string;
  readonly status: 'requested' | 'built' | 'disclosed';
  /** Ids of exhibits; none for the whole case. */
  readonly scope: readonly string[];
  readonly purpose: string;
  /** What is withheld and why; of events of a type, a field of them, or a field wherever it stands. */
  readonly redactions: readonly { readonly type?: string; readonly field?: string; readonly reason: string }[];
  /** What it is to show although it is kept back else: an item of MG6D, or an exhibit held as privileged or a victim's. */
  readonly includes: readonly InclusionAsked[];
  /** Id of the second person who agreed to that. */
  readonly agreedBy: string | null;
  /** Id of the person who asked for it. */
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly sha256: string | null;
  readonly disclosed: readonly { readonly to: string; readonly at: string }[];
}

/** A tool and the versions of it that were validated. */
export interface ToolView {
  readonly tool: string;
  readonly versions: readonly {
    readonly version: string;
    readonly validationRef: string;
    readonly scope: string;
    readonly validatedAt: string;
    readonly withdrawnAt: string | null;
    readonly withdrawnBecause: string | null;
  }[];
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

/** Charges by offence, and how long results took, in one year. */
export interface WorkView {
  readonly year: number;
  readonly asOf: string;
  /** Charges by count; a sentence by its principal offence, `null` where several were charged and nobody said which it is. */
  readonly offences: readonly {
    readonly offence: string | null;
    readonly charges: number;
    readonly custodialMonths: number;
  }[];
  /** By the unit of the case; an exhibit counts in the year of its first result. */
  readonly results: readonly (ResultTimes & { readonly unit: string })[];
  readonly allResults: ResultTimes;
}

/** Days from seizure to the first completed examination: half of the exhibits took no longer than the median, nine in ten than the other. */
export interface ResultTimes {
  readonly exhibits: number;
  readonly medianDays: number | null;
  readonly ninetiethDays: number | null;
}

/** `status` is a word of CUSTODY or of EXAMINATION, `holder` a person's id, `q` what reference, kind, description or numbers contain. */
export interface ExhibitFilter {
  readonly status?: string;
  readonly caseId?: string;
  readonly holder?: string;
  readonly q?: string;
  /** Id of the person to whom it is on its way. */
  readonly sentTo?: string;
  /** The unit of its case. */
  readonly unit?: string;
  readonly priority?: number;
  /** Its result is due before this day, and not there yet. */
  readonly dueBefore?: string;
  /** The bail that waits for it ends before this day. */
  readonly bailBefore?: string;
}

/** What a search finds, the exact first. */
export interface SearchView {
  /** Id of the exhibit that is meant alone, to be opened at once. */
  readonly opens: string | null;
  /** `formerSeals`: those that have one of the words in them. */
  readonly exhibits: readonly (ExhibitSummary & Pick<ExhibitView, 'formerSeals'>)[];
  readonly cases: readonly CaseSummary[];
  /** By whole words of their names, or their date of birth. */
  readonly people: readonly PersonFound[];
  /** There are more exhibits than these. */
  readonly more: boolean;
}

/** What waits for the bench, in the order in which bail ends. */
export interface QueueView extends Page<
  ExhibitSummary & {
    /** 1 is the next. */
    readonly place: number;
    /** The day on which its turn has come at the pace of late; null when nothing was completed. */
    readonly forecast: string | null;
    /** Bail ends, or the result is due, before that day. */
    readonly misses: boolean;
  }
> {
  readonly waiting: number;
  /** How many of them miss the end of bail or the day that the result is due. */
  readonly tooLate: number;
  /** How many examinations were completed in the last `paceDays` days. */
  readonly completed: number;
  readonly paceDays: number;
}

/** `from` (included) and `to` (not included) are moments, ISO 8601, of when it was recorded; `actor` is a person's id. */
export interface AuditFilter extends AsKnownAt {
  readonly suspectId?: string;
  /** What the recorded facts contain; not the personal ones. */
  readonly q?: string;
  readonly caseId?: string;
  readonly exhibitId?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly type?: string;
}

/** Who looked; `from` (included) and `to` (not included) are moments, ISO 8601, `actor` is a person's id. */
export interface LookFilter {
  readonly caseId?: string;
  readonly exhibitId?: string;
  readonly suspectId?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly type?: string;
}

/** One look, or refusal of one. */
export interface LookItem extends Pick<
  TimelineItem,
  'position' | 'id' | 'type' | 'label' | 'recordedAt' | 'actor' | 'summary'
> {
  /** What had to be permitted. */
  readonly permission: string;
  readonly caseId: string | null;
  readonly exhibitId: string | null;
  readonly suspectId: string | null;
  /** What the case and the exhibit are called; null of a refusal, which must not tell it afterwards. */
  readonly operationName: string | null;
  readonly exhibitRef: string | null;
}

/** Somebody opened a case without being on it. */
export interface BreakGlassUse {
  /** Of the event. */
  readonly id: string;
  readonly caseId: string;
  readonly actor: TimelineItem['actor'];
  readonly at: string;
  /** The case is open to them until then. */
  readonly until: string;
  /** Null once it was erased. */
  readonly reason: string | null;
  /** Id of the supervisor who has seen it. */
  readonly acknowledgedBy: string | null;
}

/** Answers as the force knew it at a past moment, ISO 8601: nothing that was recorded after it, corrections included. */
export interface AsKnownAt {
  readonly asKnownAt?: string;
}

/** A timeline in the order in which things were recorded, unless it is asked for as they happened. */
export interface TimelineAsked extends Cursor, AsKnownAt {
  readonly order?: 'recorded' | 'happened';
  /** Only entries of these types of event. */
  readonly types?: readonly string[];
}

/** `limit` is 1 to 200, 50 unless told. */
export interface Cursor {
  readonly after?: string;
  readonly limit?: number;
}

/** The questions that pages and the API ask for somebody; what they may not see is answered as if it were not there. */
export interface Seen {
  /** Whether a case is seen; what belongs to none is. */
  sees(caseId: string): Promise<boolean>;
  caseView(caseId: string): Promise<CaseView | undefined>;
  cases(cursor?: Cursor): Promise<Page<CaseSummary>>;
  caseTimeline(caseId: string, asked?: TimelineAsked): Promise<Page<TimelineItem>>;
  exhibit(exhibitId: string): Promise<ExhibitView | undefined>;
  exhibitTimeline(exhibitId: string, asked?: TimelineAsked): Promise<Page<TimelineItem>>;
  /** Whether every minute of an exhibit is accounted for; undefined when there is no such exhibit. */
  continuity(exhibitId: string, asked?: AsKnownAt): Promise<Continuity | undefined>;
  /** The same of every exhibit of a case, by the exhibit's id. */
  continuityOfCase(caseId: string, asked?: AsKnownAt): Promise<ReadonlyMap<string, Continuity>>;
  disclosure(caseId: string): Promise<DisclosureView | undefined>;
  exhibits(filter: ExhibitFilter, cursor?: Cursor): Promise<Page<ExhibitSummary>>;
  /** By any word, reference, seal, serial number, IMEI or label, and people by their names. */
  search(typed: string): Promise<SearchView>;
  /** What waits for the bench, by the end of bail, with a forecast: places and pace are of what is seen. */
  queue(filter: ExhibitFilter, cursor?: Cursor): Promise<QueueView>;
  /** The units that have cases. */
  units(): Promise<readonly string[]>;
  /** How many exhibits stand at each stage of examination: the board's column heads. */
  stages(filter?: ExhibitFilter): Promise<Readonly<Record<ExhibitSummary['examination'], number>>>;
  suspect(suspectId: string): Promise<SuspectView | undefined>;
  audit(filter: AuditFilter, cursor?: Cursor): Promise<Page<TimelineItem>>;
  /** Every use of break-glass on a case, the latest first. */
  breakGlassOn(caseId: string): Promise<readonly BreakGlassUse[]>;
  /** Who looked at what, the latest first. */
  looks(filter: LookFilter, cursor?: Cursor): Promise<Page<LookItem>>;
  /** Looks at the records of one person, their case's own among them: what a subject access report prints. The latest first. */
  looksAtPerson(suspectId: string, cursor?: Cursor): Promise<Page<LookItem>>;
}

/** What the read models tell. */
export interface ReadModels {
  /** Waits until every read model has this position; false when it has not within `withinMs`. */
  waitFor(position: Position, withinMs: number): Promise<boolean>;
  /** Of cases, exhibits and people, only what somebody may see. */
  seenBy(sight: Sight): Seen;
  /** Who may see these cases. */
  visible(caseIds: readonly string[]): Promise<readonly Visible[]>;
  /** The packs that were asked for and are not built. */
  packsWanted(): Promise<readonly { readonly caseId: string; readonly packId: string }[]>;
  /** What personal data were erased after a position. */
  erased(after: Position): Promise<readonly ErasedView[]>;
  /** The streams of what an exhibit, a suspect or a case is tied to. */
  concerned(about: { caseId: string; exhibitId?: string; suspectId?: string }): Promise<readonly string[]>;
  /** The data subjects of what was typed in looks, where it names this suspect. */
  looksNaming(suspectId: string): Promise<readonly string[]>;
  /** The register of tools. */
  tools(): Promise<readonly ToolView[]>;
  /** Counts, with no case behind them. */
  outcomes(year: number, unit?: string): Promise<OutcomesView>;
  /** Charges by offence, and the time from seizure to result; `unit` chooses the results of one. */
  work(year: number, unit?: string): Promise<WorkView>;
  /** The case that an exhibit or a suspect is of; undefined when nothing is recorded of it. */
  caseOf(of: { readonly exhibitId: string } | { readonly suspectId: string }): Promise<string | undefined>;
  /** The cases that break-glass has opened to a person at a moment, ISO 8601. */
  openedByBreakGlass(personId: string, now: string): Promise<readonly string[]>;
  /** Uses that no supervisor has seen, by people of a unit or on its cases, other than a person's own; the latest first. */
  breakGlassUnseen(unit: string, byOthersThan: string): Promise<readonly BreakGlassUse[]>;
}
