import { event, happening, type Claim, type Ids, type StoredFactsOf } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { dayInWords } from '../kernel/words.js';
import { type AcquireImage } from './acquire-image.js';
import { type ApplySeal } from './apply-seal.js';
import { type BreakSeal } from './break-seal.js';
import { type CompleteExamination } from './complete-examination.js';
import { type DetectDevice } from './detect-device.js';
import { type IssueReport } from './issue-report.js';
import { type MakeNote } from './make-note.js';
import { type PauseExamination } from './pause-examination.js';
import { type RaiseDiscrepancy } from './raise-discrepancy.js';
import { type ReceiveCustody } from './receive-custody.js';
import { type RefuseCustody } from './refuse-custody.js';
import { type RequestExamination } from './request-examination.js';
import { type ResolveDiscrepancy } from './resolve-discrepancy.js';
import { type ResumeExamination } from './resume-examination.js';
import { type SeizeDevice } from './seize-device.js';
import { type StartExamination } from './start-examination.js';
import { type StoreExhibit } from './store-exhibit.js';
import { type TakeSubExhibit } from './take-sub-exhibit.js';
import { type TransferCustody } from './transfer-custody.js';

export const exhibitStream = ({ exhibitId }: { readonly exhibitId: string }): string => `exhibit-${exhibitId}`;
const exhibitIdOf = (stream: string) => stream.slice('exhibit-'.length);

const sealNumber = (value: string, { stream }: Ids): Claim => ({
  kind: 'seal number',
  value,
  within: '',
  exhibitId: exhibitIdOf(stream),
});
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

const found = ({ method, name, handler }: Facts<DetectDevice>['detectedBy']) =>
  method === 'dog' ? `indicated by detection dog ${name}${handler ? ` with ${handler}` : ''}` : `found by ${name}`;

export const exhibitEvents = {
  DeviceDetected: event<Facts<DetectDevice>>()({
    label: 'Device found',
    says: ({ kind, place, detectedBy }) => `${kind} ${found(detectedBy)}: ${place}`,
  }),
  DeviceSeized: event<Facts<SeizeDevice>>()({
    label: 'Seized and sealed',
    says: ({ kind, exhibitRef, from, power, sealNumber }) =>
      `${kind} seized from ${from} ${POWER_IN_WORDS[power]} as ${exhibitRef} and sealed under ${sealNumber}`,
    personal: { from: ({ fromPersonId }, { stream }) => (fromPersonId ? `suspect-${fromPersonId}` : `${stream}/from`) },
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
    says: ({ to, purpose, sealNumber }, nameOf) =>
      `Handed over to ${nameOf(to)} under seal ${sealNumber}, purpose: ${purpose}`,
  }),
  CustodyReceived: event<Facts<ReceiveCustody>>()({
    label: 'Received',
    says: ({ location, sealNumberSeen, sealIntact, standInReason }) =>
      `Received at ${location}, seal ${sealNumberSeen} seen ${sealIntact ? 'intact' : 'not intact'}` +
      (standInReason ? `; received in the addressee's stead: ${standInReason}` : ''),
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
  ImageAcquired: event<Facts<AcquireImage>>()({
    label: 'Image acquired',
    says: ({ tool, toolVersion, sha256, bytes }) =>
      `Image of ${inGroups(bytes)} bytes acquired with ${tool} ${toolVersion}, SHA-256 ${sha256}`,
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
    personal: { summary: (_facts, { stream }) => `${stream}/summary` },
  }),
  ReportIssued: event<Facts<IssueReport>>()({
    label: 'Report issued',
    says: ({ reference }) => `Report ${reference} issued`,
  }),
  ExaminerNoteMade: event<Facts<MakeNote>>()({
    label: 'Note made',
    says: ({ text }) => `Note: ${text}`,
    personal: { text: (_facts, { stream }) => `${stream}/text` },
  }),

  DiscrepancyRaised: event<Facts<RaiseDiscrepancy>>()({
    label: 'Discrepancy raised',
    says: ({ kind, detail }) => `Discrepancy raised (${kind}): ${detail}`,
  }),
  DiscrepancyResolved: event<Facts<ResolveDiscrepancy> & { discrepancyId: string }>()({
    label: 'Discrepancy resolved',
    says: ({ explanation }) => `Discrepancy resolved: ${explanation}`,
  }),
};

const inGroups = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

export type ExhibitFacts = { [T in keyof typeof exhibitEvents]: StoredFactsOf<(typeof exhibitEvents)[T]> };
export const happened = happening<typeof exhibitEvents>();
