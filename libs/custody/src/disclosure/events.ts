import { event, happening, type StoredFactsOf, type Upcast } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { counted } from '../kernel/words.js';
import { type AgreeToInclusion } from './agree-to-inclusion.js';
import { type CertifySchedule } from './certify-schedule.js';
import { type DisclosePack } from './disclose-pack.js';
import { type RecordPack } from './record-pack.js';
import { type RequestPack } from './request-pack.js';
import { type ReviewMaterial } from './review-material.js';
import { type ScheduleMaterial } from './schedule-material.js';
import { type WithholdMaterial } from './withhold-material.js';

export const disclosureStream = ({ caseId }: { readonly caseId: string }): string => `disclosure-${caseId}`;

const TEST_IN_WORDS: Readonly<Record<ReviewMaterial['outcome'], string>> = {
  undermines: 'it might undermine the case for the prosecution',
  assists: 'it might assist the case for the accused',
  neither: 'it does not meet the test for disclosure',
};

/** Schema 1 had 'EventType.field', without a reason. */
const withReasons: Upcast = (facts) => ({
  ...facts,
  redactions: (facts.redactions as readonly string[]).map((redaction) => {
    const [type, ...field] = redaction.split('.');
    return { type, ...(field.length > 0 ? { field: field.join('.') } : {}), reason: 'not recorded' };
  }),
});

/** Schema 2 could not ask for what is kept back. */
const withIncludes: Upcast = (facts) => ({ ...facts, includes: [] });

export const disclosureEvents = {
  MaterialScheduled: event<Facts<ScheduleMaterial> & { readonly exhibitId?: string; readonly itemNo: number }>()({
    label: 'Material scheduled',
    says: ({ schedule, itemNo, item, sensitivity }) =>
      `Item ${itemNo} put on ${schedule}: ${item}${sensitivity ? `; sensitive because ${sensitivity}` : ''}`,
  }),
  MaterialReviewed: event<Facts<ReviewMaterial>>()({
    label: 'Material reviewed',
    says: ({ outcome, reason }) => `Material reviewed, ${TEST_IN_WORDS[outcome]}: ${reason}`,
  }),
  MaterialWithheld: event<Facts<WithholdMaterial>>()({
    label: 'Material withheld',
    says: ({ reason }) => `Material withheld: ${reason}`,
  }),
  ScheduleCertified: event<Facts<CertifySchedule> & { readonly items: number }>()({
    label: 'Schedule certified',
    says: ({ schedule, items }) =>
      `${schedule} certified complete${items === 0 ? ': a nil return' : `, ${counted(items, 'item')}`}`,
  }),
  PackRequested: event<Facts<RequestPack>>()({
    label: 'Disclosure pack requested',
    upcasts: [withReasons, withIncludes],
    says: ({ scope, purpose, redactions, includes }) =>
      `Disclosure pack of ${scope.length === 0 ? 'the whole case' : counted(scope.length, 'exhibit')} requested, purpose: ${purpose}` +
      (redactions.length > 0 ? `; withheld: ${counted(redactions.length, 'redaction')}` : '') +
      (includes.length > 0
        ? `; to show what is kept back else: ${includes.map(({ reason }) => reason).join('; ')}`
        : ''),
  }),
  InclusionAgreed: event<Facts<AgreeToInclusion>>()({
    label: 'Inclusion agreed',
    says: () => 'Agreed that a disclosure pack shows what is kept back else',
  }),
  PackBuilt: event<Facts<RecordPack>>()({
    label: 'Disclosure pack built',
    says: ({ sha256 }) => `Disclosure pack built, SHA-256 ${sha256}`,
  }),
  PackDisclosed: event<Facts<DisclosePack>>()({
    label: 'Disclosure pack handed out',
    says: ({ to }) => `Disclosure pack handed out to ${to}`,
  }),
};

export type DisclosureFacts = { [T in keyof typeof disclosureEvents]: StoredFactsOf<(typeof disclosureEvents)[T]> };

/** What is to be withheld, as it was asked for: only what was said, in one order. */
export const redactionsIn = ({ redactions }: DisclosureFacts['PackRequested']) =>
  redactions.map(({ type, field, reason }) => ({
    ...(type === undefined ? {} : { type }),
    ...(field === undefined ? {} : { field }),
    reason,
  }));

export const happened = happening<typeof disclosureEvents>();
