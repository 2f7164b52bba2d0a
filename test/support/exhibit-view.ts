import { type ExhibitView, type ExhibitSummary } from '#read-models';

/** What an exhibit's view says beside its summary when nothing of it has happened. */
export const nothingMore = {
  parent: null,
  parts: [],
  questions: null,
  images: [],
  findings: null,
  indecentImages: false,
  formerRefs: [],
  formerSeals: [],
  alsoIn: [],
  sameAs: [],
  ownerClaims: [],
  holdsOn: [],
  discrepancies: [],
  attachments: [],
  reports: [],
  disposedAt: null,
} satisfies Partial<Omit<ExhibitView, keyof ExhibitSummary>>;
