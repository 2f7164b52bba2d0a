import { erasureEvents } from '../erasure/index.js';
import { event, happening, type StoredFactsOf } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { entryCorrected } from '../kernel/correction.js';
import { counted, dayInWords, listed, monthsInWords } from '../kernel/words.js';
import { type ArrestPerson } from './arrest-person.js';
import { type BringCharge } from './bring-charge.js';
import { type EnterPlea } from './enter-plea.js';
import { type ExtendBail } from './extend-bail.js';
import { type GrantBail } from './grant-bail.js';
import { type PassSentence } from './pass-sentence.js';
import { type ReleaseUnderInvestigation } from './release-under-investigation.js';
import { type RemandInCustody } from './remand-in-custody.js';
import { type ReturnVerdict } from './return-verdict.js';
import { type TakeNoFurtherAction } from './take-no-further-action.js';

export const suspectStream = ({ suspectId }: { readonly suspectId: string }): string => `suspect-${suspectId}`;

const PLEA_IN_WORDS: Readonly<Record<EnterPlea['plea'], string>> = {
  guilty: 'Pleaded guilty',
  'not-guilty': 'Pleaded not guilty',
  none: 'No plea entered',
};

export const suspectEvents = {
  PersonArrested: event<Facts<ArrestPerson>>()({
    label: 'Arrested',
    says: ({ name, dateOfBirth, suspectedOf }) =>
      `${name}, born ${dayInWords(dateOfBirth)}, arrested on suspicion of ${listed(suspectedOf)}`,
    personal: { name: (_facts, { stream }) => stream, dateOfBirth: (_facts, { stream }) => stream },
  }),
  BailGranted: event<Facts<GrantBail>>()({
    label: 'Released on bail',
    says: ({ until, conditions }) =>
      `Released on bail until ${dayInWords(until)}, ` +
      (conditions.length > 0 ? `on condition: ${conditions.join('; ')}` : 'without conditions'),
  }),
  BailExtended: event<Facts<ExtendBail>>()({
    label: 'Bail extended',
    says: ({ until, authorisedBy }) =>
      `Bail extended until ${dayInWords(until)}, authorised by ${authorisedBy === 'magistrates' ? authorisedBy : withArticle(authorisedBy)}`,
  }),
  ReleasedUnderInvestigation: event<Facts<ReleaseUnderInvestigation>>()({
    label: 'Released under investigation',
    says: () => 'Released under investigation, without bail',
  }),
  NoFurtherAction: event<Facts<TakeNoFurtherAction>>()({
    label: 'No further action',
    says: ({ reason }) => `No further action: ${reason}`,
  }),
  ChargeBrought: event<Facts<BringCharge>>()({
    label: 'Charged',
    says: ({ offences, unit, summonsRef }) =>
      `${summonsRef ? `Summonsed (${summonsRef}) and charged` : 'Charged'} by ${unit} with ${listed(offences.map(offenceInWords))}`,
  }),
  RemandedInCustody: event<Facts<RemandInCustody>>()({
    label: 'Remanded in custody',
    says: ({ court }) => `Remanded in custody by ${court}`,
  }),
  PleaEntered: event<Facts<EnterPlea>>()({
    label: 'Plea',
    says: ({ plea }) => PLEA_IN_WORDS[plea],
  }),
  VerdictReturned: event<Facts<ReturnVerdict>>()({
    label: 'Verdict',
    says: ({ verdict }) => (verdict === 'guilty' ? 'Found guilty' : 'Found not guilty'),
  }),
  SentencePassed: event<Facts<PassSentence>>()({
    label: 'Sentenced',
    says: ({ court, custodyMonths, suspended, orders, principalOffence: principal }) =>
      `Sentenced at ${court} ${prison(custodyMonths, suspended)}${principal === undefined ? '' : ` for ${principal}`}${orders.length > 0 ? `, with ${listed(orders)}` : ''}`,
  }),
  EntryCorrected: entryCorrected(),
  ...erasureEvents,
};

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

/** Acts are cited both as 's.103I' and as '103I'. */
function offenceInWords({ act, section, description, counts }: BringCharge['offences'][number]): string {
  const number = /^(?:section\s+|s\.?\s*)?(\d.*)$/i.exec(section)?.[1];
  return `${counted(counts, 'count')} of ${description}, contrary to ${number ? `section ${number}` : section} of the ${act}`;
}

const prison = (months: number, suspended: boolean): string =>
  months === 0
    ? 'without imprisonment'
    : `to ${monthsInWords(months)} of imprisonment${suspended ? ', suspended' : ''}`;

export type SuspectFacts = { [T in keyof typeof suspectEvents]: StoredFactsOf<(typeof suspectEvents)[T]> };
export const happened = happening<typeof suspectEvents>();
