import { erasureEvents } from '../erasure/index.js';
import { event, happening, type Claim, type FollowUp, type Ids, type StoredFactsOf } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { entryCorrected } from '../kernel/correction.js';
import { dayInWords } from '../kernel/words.js';
import { type AcquireImage } from './acquire-image.js';
import { type AddAttachment } from './add-attachment.js';
import { type ApplySeal } from './apply-seal.js';
import { type BreakSeal } from './break-seal.js';
import { type CompleteExamination } from './complete-examination.js';
import { type AuthoriseDestruction } from './authorise-destruction.js';
import { type DestroyDevice } from './destroy-device.js';
import { type DetectDevice } from './detect-device.js';
import { type HoldRetention } from './hold-retention.js';
import { type IssueReport } from './issue-report.js';
import { type LinkCase, type UnlinkCase } from './link-case.js';
import { type LinkAsSame, type UndoLink } from './link-same.js';
import { type MakeNote } from './make-note.js';
import { type ClaimOwnership, type SettleOwnership } from './owners.js';
import { type PauseExamination } from './pause-examination.js';
import { type RaiseDiscrepancy } from './raise-discrepancy.js';
import { type ReceiveCustody } from './receive-custody.js';
import { type RefuseCustody } from './refuse-custody.js';
import { type RelabelExhibit } from './relabel-exhibit.js';
import { type ReleaseRetention } from './release-retention.js';
import { type ReportRejectedEntry } from './report-rejected-entry.js';
import { type ReportSighting } from './report-sighting.js';
import { type RequestExamination } from './request-examination.js';
import { type ResolveDiscrepancy } from './resolve-discrepancy.js';
import { type ResumeExamination } from './resume-examination.js';
import { type ReturnDevice } from './return-device.js';
import { type SeizeDevice } from './seize-device.js';
import { type StartExamination } from './start-examination.js';
import { type StoreExhibit } from './store-exhibit.js';
import { type TakeSubExhibit } from './take-sub-exhibit.js';
import { type TransferCustody } from './transfer-custody.js';
import { type VerifyImage } from './verify-image.js';

export const exhibitStream = ({ exhibitId }: { readonly exhibitId: string }): string => `exhibit-${exhibitId}`;
const exhibitIdOf = (stream: string) => stream.slice('exhibit-'.length);

/** The data subjects of what stands in an exhibit's stream. */
type In = Pick<Ids, 'stream'>;
export const fromWhom = ({ stream }: In): string => `${stream}/from`;
export const toWhom = ({ stream }: In): string => `${stream}/to`;
export const claimantOf = ({ stream }: In, claimId: string): string => `${stream}/claimant-${claimId}`;
const summaryOf = ({ stream }: In): string => `${stream}/summary`;
const noteOf = ({ stream }: In): string => `${stream}/text`;
const fileNameOf = ({ stream }: In): string => `${stream}/name`;
export const textsOf = (exhibit: In): readonly string[] => [summaryOf, noteOf, fileNameOf].map((of) => of(exhibit));
const suspectOr = (personId: string | undefined, otherwise: string): string =>
  personId === undefined ? otherwise : `suspect-${personId}`;

/** A seal number is one exhibit's, anywhere. */
export const sealClaim = (value: string, exhibitId: string): Claim => ({
  kind: 'seal number',
  value,
  within: '',
  exhibitId,
});
const sealNumber = (value: string, { stream }: Ids): Claim => sealClaim(value, exhibitIdOf(stream));
const reference = (value: string, { caseId }: Ids, exhibitId: string): Claim => ({
  kind: 'exhibit reference',
  value,
  within: caseId,
  exhibitId,
});

const POWER_IN_WORDS: Readonly<Record<SeizeDevice['power'], string>> = {
  warrant: 'under a warrant',
  'PACE s.18': 'under section 18 of PACE',
  'PACE s.19': 'under section 19 of PACE',
  'PACE s.32': 'under section 32 of PACE',
  consent: 'by consent',
};

/** The other record says the same of this one. */
const otherSide =
  (name: string) =>
  ({ sameAs, reason }: { sameAs: string; reason: string }, { caseId, stream }: Ids): readonly FollowUp[] => [
    { name, body: { caseId, exhibitId: sameAs, sameAs: exhibitIdOf(stream), reason } },
  ];

const found = ({ method, name, handler }: Facts<DetectDevice>['detectedBy']) =>
  method === 'dog' ? `indicated by detection dog ${name}${handler ? ` with ${handler}` : ''}` : `found by ${name}`;

/** The number that it was sent under, where another was seen; and the exhibit that this one belongs to. */
interface SealNotAsSent {
  readonly sealNumberSent?: string;
  readonly sealOf?: { readonly exhibitId: string; readonly caseId: string };
}

export const exhibitEvents = {
  DeviceDetected: event<Facts<DetectDevice>>()({
    label: 'Device found',
    says: ({ kind, place, detectedBy }) => `${kind} ${found(detectedBy)}: ${place}`,
  }),
  DeviceSeized: event<Facts<SeizeDevice>>()({
    label: 'Seized and sealed',
    says: ({ kind, exhibitRef, from, power, sealNumber }) =>
      `${kind} seized from ${from} ${POWER_IN_WORDS[power]} as ${exhibitRef} and sealed under ${sealNumber}`,
    personal: { from: ({ fromPersonId }, ids) => suspectOr(fromPersonId, fromWhom(ids)) },
    claims: (facts, ids) => [
      sealNumber(facts.sealNumber, ids),
      reference(facts.exhibitRef, ids, exhibitIdOf(ids.stream)),
    ],
  }),

  SealApplied: event<Facts<ApplySeal>>()({
    label: 'Sealed',
    says: ({ sealNumber }) => `Sealed under ${sealNumber}`,
    claims: (facts, ids) => [sealNumber(facts.sealNumber, ids)],
  }),
  SealBroken: event<Facts<BreakSeal>>()({
    label: 'Seal broken',
    says: ({ sealNumber, reason }) => `Seal ${sealNumber} broken: ${reason}`,
  }),

  CustodyTransferred: event<Facts<TransferCustody>>()({
    label: 'Handed over',
    says: ({ to, purpose, sealNumber, agreementRef, standInReason }, nameOf) =>
      `Handed over to ${nameOf(to)} under seal ${sealNumber}, purpose: ${purpose}` +
      (agreementRef ? `; between forces under ${agreementRef}` : '') +
      (standInReason ? `; in the holder's stead: ${standInReason}` : ''),
  }),
  CustodyReceived: event<Facts<ReceiveCustody> & SealNotAsSent>()({
    label: 'Received',
    says: ({ location, sealNumberSeen, sealIntact, standInReason }) =>
      `Received at ${location}, seal ${sealNumberSeen} seen ${sealIntact ? 'intact' : 'not intact'}` +
      (standInReason ? `; received in the addressee's stead: ${standInReason}` : ''),
    // A number that was nobody's is this exhibit's from now on. Where it is another's, both are in doubt.
    claims: ({ sealNumberSeen, sealNumberSent, sealOf }, ids) =>
      sealNumberSent === undefined || sealOf ? [] : [sealNumber(sealNumberSeen, ids)],
    follows: ({ sealNumberSeen, sealOf }) =>
      sealOf
        ? [
            {
              name: 'RaiseDiscrepancy',
              body: {
                ...sealOf,
                kind: 'swapped bag',
                detail: `Its seal ${sealNumberSeen} was seen on another exhibit`,
              },
            },
          ]
        : [],
  }),
  CustodyRefused: event<Facts<RefuseCustody>>()({
    label: 'Receipt refused',
    says: ({ reason }) => `Receipt refused, custody remains with the sender: ${reason}`,
  }),
  StoredAt: event<Facts<StoreExhibit>>()({
    label: 'Stored',
    says: ({ location }) => `Stored at ${location}`,
  }),

  SubExhibitTaken: event<Facts<TakeSubExhibit> & { parentId: string; parentRef: string }>()({
    label: 'Part taken out',
    says: ({ kind, exhibitRef, parentRef }) => `${kind} taken out of ${parentRef} as exhibit ${exhibitRef}`,
    claims: ({ exhibitRef, childId }, ids) => [reference(exhibitRef, ids, childId)],
    begins: ({ childId }) => exhibitStream({ exhibitId: childId }),
  }),

  ExaminationRequested: event<Facts<RequestExamination>>()({
    label: 'Examination requested',
    says: ({ priority, questions, dueBy }) =>
      `Examination requested with priority ${priority}, due by ${dayInWords(dueBy)}: ${questions}`,
  }),
  ExaminationStarted: event<Facts<StartExamination>>()({
    label: 'Examination started',
    says: ({ examiner, method, tool }, nameOf) =>
      `Examination started by ${nameOf(examiner)}: ${method}${tool ? `, with ${tool}` : ''}`,
  }),
  ImageAcquired: event<Facts<AcquireImage> & { readonly validation?: string }>()({
    label: 'Image acquired',
    says: ({ tool, toolVersion, sha256, bytes, validation }) =>
      `Image of ${inGroups(bytes)} bytes acquired with ${tool} ${toolVersion}, SHA-256 ${sha256}` +
      (validation ? `; the tool's validation is ${validation}` : ''),
  }),
  ExaminationPaused: event<Facts<PauseExamination>>()({
    label: 'Examination paused',
    says: ({ reason }) => `Examination paused: ${reason}`,
  }),
  ExaminationResumed: event<Facts<ResumeExamination>>()({
    label: 'Examination resumed',
    says: () => 'Examination resumed',
  }),
  ExaminationCompleted: event<Facts<CompleteExamination>>()({
    label: 'Examination completed',
    says: ({ summary, findings }) => `Examination completed, findings: ${findings}. Summary: ${summary}`,
    personal: { summary: (_facts, ids) => summaryOf(ids) },
  }),
  ReportIssued: event<Facts<IssueReport>>()({
    label: 'Report issued',
    says: ({ reference }) => `Report ${reference} issued`,
  }),
  ExaminerNoteMade: event<Facts<MakeNote>>()({
    label: 'Note made',
    says: ({ text }) => `Note: ${text}`,
    personal: { text: (_facts, ids) => noteOf(ids) },
  }),

  AttachmentAdded: event<Facts<AddAttachment>>()({
    label: 'Attachment added',
    says: ({ name, mediaType, bytes, sha256 }) =>
      `Attachment ${name} (${mediaType}, ${inGroups(bytes)} bytes) added, SHA-256 ${sha256}`,
    personal: { name: (_facts, ids) => fileNameOf(ids) },
  }),
  HashVerified: event<Facts<VerifyImage>>()({
    label: 'Image hash verified',
    says: ({ sha256, observed }) =>
      observed === sha256 ? `Image ${sha256} verified: unchanged` : `Image ${sha256} verified: its hash is ${observed}`,
  }),
  ExhibitSighted: event<Facts<ReportSighting>>()({
    label: 'Seen',
    says: ({ location }) => `Seen at ${location}`,
  }),
  EntryRejected: event<Facts<ReportRejectedEntry>>()({
    label: 'Entry refused when sent',
    says: ({ command, rule, detail, deviceId }) =>
      `${command} made without a signal${deviceId ? ` on ${deviceId}` : ''} was refused when sent (${rule}): ${detail}`,
  }),
  EntryCorrected: entryCorrected(({ field, now }, ids) =>
    field === 'sealNumber' || field === 'sealNumberSeen' ? [sealNumber(String(now), ids)] : [],
  ),

  RetentionHeld: event<Facts<HoldRetention>>()({
    label: 'Hold put on',
    says: ({ kind = 'retention', reason, authority }) => `Hold (${kind}) put on by ${authority}: ${reason}`,
  }),
  RetentionReleased: event<Facts<Omit<ReleaseRetention, 'holdId'>> & { readonly holdId: string }>()({
    label: 'Hold released',
    says: ({ reason, authority }) => `Hold released by ${authority}: ${reason}`,
  }),
  DeviceReturned: event<Facts<ReturnDevice>>()({
    label: 'Returned',
    says: ({ to, authority, identityCheck, witness }) =>
      `Returned to ${to}, authorised by ${authority}` +
      (identityCheck ? `; identified by ${identityCheck}` : '') +
      (witness ? `; witnessed by ${witness}` : ''),
    personal: { to: ({ toPersonId }, ids) => suspectOr(toPersonId, toWhom(ids)) },
  }),
  DestructionAuthorised: event<Facts<AuthoriseDestruction>>()({
    label: 'Destruction authorised',
    says: ({ reason, authority }) => `Destruction authorised by ${authority}: ${reason}`,
  }),
  DeviceDestroyed: event<Facts<DestroyDevice>>()({
    label: 'Destroyed',
    says: ({ method, authority, witness }) =>
      `Destroyed by ${method}, authorised by ${authority}, witnessed by ${witness}`,
  }),

  ExhibitRelabelled: event<Facts<RelabelExhibit> & { readonly formerRef: string }>()({
    label: 'Relabelled',
    says: ({ exhibitRef, formerRef, reason }) => `Relabelled from ${formerRef} to ${exhibitRef}: ${reason}`,
    claims: ({ exhibitRef }, ids) => [reference(exhibitRef, ids, exhibitIdOf(ids.stream))],
  }),
  CaseLinked: event<Facts<LinkCase>>()({
    label: 'Needed in another case',
    says: ({ otherCaseId, reason }) => `Needed in case ${otherCaseId} too: ${reason}`,
  }),
  CaseUnlinked: event<Facts<UnlinkCase>>()({
    label: 'Let go by another case',
    says: ({ otherCaseId, reason }) => `Let go by case ${otherCaseId}: ${reason}`,
  }),
  ExhibitsLinkedAsSame: event<Facts<LinkAsSame>>()({
    label: 'Recorded twice',
    says: ({ sameAs, reason }) => `The same device as exhibit ${sameAs}: ${reason}`,
    follows: otherSide('LinkAsSame'),
  }),
  LinkUndone: event<Facts<UndoLink>>()({
    label: 'Not recorded twice',
    says: ({ sameAs, reason }) => `Not the same device as exhibit ${sameAs} after all: ${reason}`,
    follows: otherSide('UndoLink'),
  }),
  OwnershipClaimed: event<Facts<ClaimOwnership>>()({
    label: 'Claimed by an owner',
    says: ({ claimant, basis }) => `${claimant} says that it is theirs: ${basis}`,
    personal: {
      claimant: ({ claimId, claimantPersonId }, ids) => suspectOr(claimantPersonId, claimantOf(ids, claimId)),
    },
  }),
  OwnershipSettled: event<Facts<SettleOwnership>>()({
    label: "Owner's claim settled",
    says: ({ outcome, authority }) => `A claim to own it was ${outcome}, by ${authority}`,
  }),

  DiscrepancyRaised: event<Facts<RaiseDiscrepancy>>()({
    label: 'Discrepancy raised',
    says: ({ kind, detail }) => `Discrepancy raised (${kind}): ${detail}`,
  }),
  DiscrepancyResolved: event<Facts<ResolveDiscrepancy> & { discrepancyId: string }>()({
    label: 'Discrepancy resolved',
    says: ({ explanation }) => `Discrepancy resolved: ${explanation}`,
  }),
  ...erasureEvents,
};

const inGroups = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

export type ExhibitFacts = { [T in keyof typeof exhibitEvents]: StoredFactsOf<(typeof exhibitEvents)[T]> };
export const happened = happening<typeof exhibitEvents>();
