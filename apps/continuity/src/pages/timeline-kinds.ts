import { caseAggregate, disclosureAggregate, suspectAggregate, type EventType } from '#custody';
import { text } from './asked.js';

type Kinds<T extends string = string> = Readonly<
  Record<string, { readonly text: string; readonly types: readonly T[] }>
>;

/** What an exhibit's timeline can be narrowed to. An event type that is in none of them is shown under all. */
export const TIMELINE_KINDS: Kinds<EventType> = {
  custody: {
    text: 'Custody and seals',
    types: [
      ...(['DeviceDetected', 'DeviceSeized', 'SealApplied', 'SealBroken', 'CustodyTransferred'] as const),
      ...(['CustodyReceived', 'CustodyRefused', 'StoredAt', 'ExhibitSighted', 'SubExhibitTaken'] as const),
      ...(['DeviceReturned', 'DestructionAuthorised', 'DeviceDestroyed'] as const),
    ],
  },
  examination: {
    text: 'Examination',
    types: [
      ...(['ExaminationRequested', 'ExaminationStarted', 'ImageAcquired', 'HashVerified'] as const),
      ...(['ExaminationPaused', 'ExaminationResumed', 'ExaminationCompleted', 'ReportIssued'] as const),
    ],
  },
  notes: { text: 'Notes and photographs', types: ['ExaminerNoteMade', 'AttachmentAdded'] },
  doubts: {
    text: 'Discrepancies, holds and corrections',
    types: [
      ...(['DiscrepancyRaised', 'DiscrepancyResolved', 'EntryCorrected', 'EntryRejected'] as const),
      ...(['RetentionHeld', 'RetentionReleased', 'ExhibitRelabelled'] as const),
    ],
  },
};

/** A case has people and schedules besides its exhibits. */
export const CASE_TIMELINE_KINDS: Kinds = {
  ...TIMELINE_KINDS,
  people: { text: 'People and proceedings', types: Object.keys(suspectAggregate.events) },
  case: { text: 'The case and its officers', types: Object.keys(caseAggregate.events) },
  disclosure: { text: 'Disclosure', types: Object.keys(disclosureAggregate.events) },
};

/** The kind that was asked for; undefined for all. */
export const kindOf = (kinds: Kinds, asked: unknown): string | undefined =>
  Object.keys(kinds).find((each) => each === text(asked, 20));

/** What to ask of a timeline that is narrowed to a kind. */
export const typesOf = (kinds: Kinds, kind: string | undefined): { readonly types?: readonly string[] } => {
  const types = kind === undefined ? undefined : kinds[kind]?.types;
  return types === undefined ? {} : { types };
};
