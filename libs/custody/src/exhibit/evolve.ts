import { evolveErasures } from '../erasure/index.js';
import { type Evolve } from '../kernel/decision.js';
import { exhibitStream, type ExhibitFacts } from './events.js';
import { type Discrepancy, type Examination, type Exhibit, type OpenExamination, type Seal } from './exhibit.js';

export const evolveExhibit: Evolve<Exhibit, ExhibitFacts> = {
  DeviceDetected: (exhibit, { kind, place }, { caseId }) => ({
    ...exhibit,
    caseId,
    kind,
    custody: { is: 'detected', place },
  }),
  DeviceSeized: (exhibit, { exhibitRef, kind, sealNumber, fromPersonId }, { by, caseId }) => ({
    ...sealed(exhibit, sealNumber),
    ...(fromPersonId === undefined ? {} : { fromPersonId }),
    caseId,
    kind,
    reference: exhibitRef,
    custody: { is: 'held', holder: by },
  }),

  SealApplied: (exhibit, { sealNumber }) => sealed(exhibit, sealNumber),
  SealBroken: (exhibit, { sealNumber }) => ({ ...exhibit, seal: { is: 'opened', lastNumber: sealNumber } }),

  CustodyTransferred: (exhibit, { to, purpose, sealNumber }, { by, occurredAt }) => ({
    ...exhibit,
    custody: { is: 'in transit', sender: by, to, purpose, sealNumber, since: occurredAt },
  }),
  // What is returned or destroyed is nobody's any more, for good.
  DeviceReturned: (exhibit, _facts, { occurredAt }) => ({ ...exhibit, custody: { is: 'returned', at: occurredAt } }),
  DeviceDestroyed: (exhibit, _facts, { occurredAt }) => ({ ...exhibit, custody: { is: 'destroyed', at: occurredAt } }),
  CustodyReceived: (exhibit, { location, sealNumberSeen, sealIntact }, { by }) => ({
    ...exhibit,
    custody: { is: 'held', holder: by, location },
    ...sealSeen(exhibit, sealNumberSeen, sealIntact),
  }),
  CustodyRefused: (exhibit) =>
    exhibit.custody.is === 'in transit'
      ? { ...exhibit, custody: { is: 'held', holder: exhibit.custody.sender } }
      : exhibit,
  StoredAt: (exhibit, { location }) =>
    exhibit.custody.is === 'held' ? { ...exhibit, custody: { ...exhibit.custody, location } } : exhibit,

  // The same event stands in two streams: in the parent's it adds a part, in the part's own it is the beginning.
  SubExhibitTaken: (exhibit, { childId, exhibitRef, kind, parentId }, { by, caseId, stream }) =>
    stream === exhibitStream({ exhibitId: childId })
      ? { ...exhibit, caseId, kind, reference: exhibitRef, parentId, custody: { is: 'held', holder: by } }
      : { ...exhibit, children: [...exhibit.children, childId] },

  ExaminationRequested: (exhibit, { priority, dueBy }) => ({
    ...exhibit,
    examination: { is: 'requested', priority, dueBy },
  }),
  ExaminationStarted: (exhibit, { examiner }, { by }) => ({
    ...exhibit,
    examination: { is: 'started', examiner, lab: { unit: by.unit, force: by.force }, images: [] },
  }),
  ImageAcquired: (exhibit, { sha256 }) =>
    inExamination(exhibit, (open) => ({ ...open, images: [...open.images, sha256] })),
  ExaminationPaused: (exhibit, { reason }) => inExamination(exhibit, (open) => ({ ...open, is: 'paused', reason })),
  ExaminationResumed: (exhibit) =>
    inExamination(exhibit, ({ examiner, lab, images }) => ({ is: 'started', examiner, lab, images })),
  ExaminationCompleted: (exhibit, { findings, indecentImages }) => ({
    ...exhibit,
    examination: { is: 'completed', findings },
    examinationsCompleted: exhibit.examinationsCompleted + 1,
    indecentImages: exhibit.indecentImages || indecentImages === true,
  }),
  ReportIssued: (exhibit) => exhibit,
  ExaminerNoteMade: (exhibit) => exhibit,
  AttachmentAdded: (exhibit) => exhibit,
  HashVerified: (exhibit) => exhibit,
  ExhibitSighted: (exhibit) => exhibit,
  EntryRejected: (exhibit) => exhibit,
  // Its corrected entry was folded as corrected.
  EntryCorrected: (exhibit) => exhibit,
  ...evolveErasures,

  DestructionAuthorised: (exhibit, _facts, { by: { id, name } }) => ({
    ...exhibit,
    destructionAuthorisedBy: { id, name },
  }),
  // Whoever authorised its destruction did not know of the hold.
  RetentionHeld: ({ destructionAuthorisedBy: _before, ...exhibit }, { kind = 'retention', reason }, { id }) => ({
    ...exhibit,
    holds: [...exhibit.holds, { id, kind, reason }],
  }),
  RetentionReleased: (exhibit, { holdId }) => ({
    ...exhibit,
    holds: exhibit.holds.filter(({ id }) => id !== holdId),
  }),

  CaseLinked: (exhibit, { otherCaseId }) => ({ ...exhibit, alsoIn: [...exhibit.alsoIn, otherCaseId] }),
  CaseUnlinked: (exhibit, { otherCaseId }) => ({
    ...exhibit,
    alsoIn: exhibit.alsoIn.filter((id) => id !== otherCaseId),
  }),
  ExhibitRelabelled: (exhibit, { exhibitRef }) => ({ ...exhibit, reference: exhibitRef }),
  ExhibitsLinkedAsSame: (exhibit, { sameAs }) => ({ ...exhibit, sameAs: [...exhibit.sameAs, sameAs] }),
  LinkUndone: (exhibit, { sameAs }) => ({ ...exhibit, sameAs: exhibit.sameAs.filter((id) => id !== sameAs) }),
  OwnershipClaimed: (exhibit, { claimId }) => ({
    ...exhibit,
    ownerClaims: [...exhibit.ownerClaims, { id: claimId, status: 'open' }],
  }),
  OwnershipSettled: (exhibit, { claimId, outcome }) => ({
    ...exhibit,
    ownerClaims: exhibit.ownerClaims.map((claim) => (claim.id === claimId ? { ...claim, status: outcome } : claim)),
  }),

  DiscrepancyRaised: (exhibit, { kind, detail }, { id }) => ({
    ...exhibit,
    discrepancies: [...exhibit.discrepancies, { id, kind, detail }],
  }),
  DiscrepancyResolved: (exhibit, { discrepancyId }) => {
    const discrepancies = exhibit.discrepancies.filter(({ id }) => id !== discrepancyId);
    return { ...exhibit, discrepancies, seal: sealWithout(exhibit.seal, discrepancies) };
  },
};

const sealed = (exhibit: Exhibit, number: string): Exhibit => ({
  ...exhibit,
  seal: { is: 'sealed', number },
  sealNumbers: [...exhibit.sealNumbers, number],
});

/** Rule 2: the seal seen is compared with the seal sent. */
function sealSeen(exhibit: Exhibit, seen: string, intact: boolean): Partial<Exhibit> {
  const { custody, sealNumbers } = exhibit;
  if (custody.is !== 'in transit' || (intact && seen === custody.sealNumber)) return {};
  return {
    seal: { is: 'compromised', expected: custody.sealNumber, seen, intact },
    sealNumbers: sealNumbers.includes(seen) ? sealNumbers : [...sealNumbers, seen],
  };
}

/** Once no discrepancy about a compromised seal is open, the seal is what was seen: under that number, or opened. */
function sealWithout(seal: Seal, open: readonly Discrepancy[]): Seal {
  if (seal.is !== 'compromised' || open.some(({ kind }) => kind === 'seal')) return seal;
  return seal.intact ? { is: 'sealed', number: seal.seen } : { is: 'opened', lastNumber: seal.seen };
}

function inExamination(exhibit: Exhibit, change: (open: OpenExamination) => Examination): Exhibit {
  const { examination } = exhibit;
  return examination.is === 'started' || examination.is === 'paused'
    ? { ...exhibit, examination: change(examination) }
    : exhibit;
}
