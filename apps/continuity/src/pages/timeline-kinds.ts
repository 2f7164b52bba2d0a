import { type EventType } from '#custody';

interface Kind {
  readonly text: string;
  readonly types: readonly EventType[];
}

/** What a timeline can be narrowed to. An event type that is in none of them is shown under all. */
export const TIMELINE_KINDS: Readonly<Record<string, Kind>> = {
  custody: {
    text: 'Custody and seals',
    types: [
      ...(['DeviceDetected', 'DeviceSeized', 'SealApplied', 'SealBroken', 'CustodyTransferred'] as const),
      ...(['CustodyReceived', 'CustodyRefused', 'StoredAt', 'ExhibitSighted', 'SubExhibitTaken'] as const),
      ...(['DeviceReturned', 'DeviceDestroyed'] as const),
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
