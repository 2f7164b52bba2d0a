import { type SuspectView } from '#read-models';
import { type Wording } from '../entry-form.js';
import { erasureWording } from './erasure.js';

const COURT = 'Compare it with what the court recorded.';

/** How each command about a person is asked for. */
export const suspectWording: Readonly<Record<string, Wording<SuspectView>>> = {
  GrantBail: {
    title: 'Release on bail',
    check: 'The person is told these conditions and this day.',
    blames: { 'beyond-bail-limit': 'until', 'bail-ends-before-it-begins': 'until' },
    asks: {
      until: ({ bail }) => ({ label: 'Last day of bail', ...(bail ? { given: bail.firstLimitEnds } : {}) }),
      conditions: { hint: 'One a line; none for unconditional bail' },
    },
  },
  ExtendBail: {
    title: 'Extend bail',
    check: 'The person is told this day.',
    blames: {
      'beyond-bail-limit': 'until',
      'not-an-extension': 'until',
      'rank-too-low': 'authorisedBy',
    },
    asks: {
      until: { label: 'New last day' },
      authorisedBy: { label: 'Authorised by' },
      exceptionallyComplex: { label: 'Is the case designated as exceptionally complex?' },
    },
  },
  ReleaseUnderInvestigation: { title: 'Release under investigation' },
  BringCharge: {
    title: 'Bring a charge',
    check: 'Compare it with the charge sheet. Each count is counted in the outcomes of the unit.',
    asks: {
      offences: { label: 'Offence' },
      'offences.act': { label: 'Act', hint: 'Such as Protection of Children Act 1978' },
      'offences.counts': { label: 'Number of counts' },
      unit: (_suspect, { actor }) => ({ label: 'Unit whose charge it is', given: actor.unit }),
      summonsRef: { label: 'Reference of the summons', hint: 'Where there was no arrest' },
    },
  },
  RemandInCustody: {
    title: 'Record a remand in custody',
    check: 'The custody time limit is counted from this remand, as the charge is tried.',
    asks: { court: {}, triedAs: { label: 'Tried as' } },
  },
  EnterPlea: { title: 'Record a plea', check: COURT },
  ReturnVerdict: { title: 'Record a verdict', check: COURT },
  PassSentence: {
    title: 'Record a sentence',
    check: COURT,
    blames: { 'offence-not-charged': 'principalOffence' },
    asks: {
      custodyMonths: { label: 'Months of custody', hint: '0 where there is no prison sentence' },
      suspended: { label: 'Is it suspended?' },
      orders: { hint: 'One a line, such as a sexual harm prevention order for 10 years' },
      principalOffence: ({ charges }) => {
        const offences = [...new Set(charges.map(({ description }) => description))];
        return {
          hint: 'The offence that weighs most: custody is counted under it',
          ...(offences.length > 1
            ? { options: offences.map((text) => ({ value: text, text })), wanted: true }
            : { leftOut: true }),
        };
      },
    },
  },
  TakeNoFurtherAction: {
    title: 'Take no further action',
    check: 'The person is told that the case against them is over, and bail ends.',
  },
  ...erasureWording<SuspectView>(),
};
