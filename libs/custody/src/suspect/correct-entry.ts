import { type CaseFile } from '../case/case-file.js';
import { type Happened } from '../kernel/catalogue.js';
import { correct, CorrectEntry, type Correctable } from '../kernel/correction.js';
import { refuse, type Decision, type Entry, type Refusal } from '../kernel/decision.js';
import { dayInWords } from '../kernel/words.js';
import { bailLimits } from '../law/index.js';
import { ArrestPerson } from './arrest-person.js';
import { BringCharge } from './bring-charge.js';
import { suspectEvents } from './events.js';
import { GrantBail } from './grant-bail.js';
import { PassSentence } from './pass-sentence.js';
import { RemandInCustody } from './remand-in-custody.js';
import { suspectDecision, type Suspect } from './suspect.js';

export const correctableSuspectEntries = {
  PersonArrested: { as: ArrestPerson, fields: ['name', 'dateOfBirth', 'suspectedOf'] },
  BailGranted: { as: GrantBail, fields: ['conditions', 'until'] },
  ChargeBrought: { as: BringCharge, fields: ['offences', 'unit'] },
  RemandedInCustody: { as: RemandInCustody, fields: ['court', 'triedAs'] },
  SentencePassed: { as: PassSentence, fields: ['custodyMonths', 'suspended', 'orders', 'court', 'principalOffence'] },
} satisfies Correctable;

/** Rule 7 holds of a corrected day too. */
function unlessWithinLimit(
  { type }: Entry,
  { field, now }: CorrectEntry,
  { arrestedAt }: Suspect,
): Refusal | undefined {
  if (type !== 'BailGranted' || field !== 'until' || arrestedAt === undefined) return undefined;
  const [first] = bailLimits(arrestedAt);
  return first && String(now) > first.lastDay
    ? refuse('beyond-bail-limit', `The first limit ends on ${dayInWords(first.lastDay)} (${first.under}).`, { now })
    : undefined;
}

export const correctSuspectEntry: Decision<
  Suspect,
  CorrectEntry & { suspectId: string },
  Happened<typeof suspectEvents>,
  CaseFile
> = suspectDecision(
  CorrectEntry as new () => CorrectEntry & { suspectId: string },
  (suspect, command, by, setting) =>
    correct(
      { events: suspectEvents, correctable: correctableSuspectEntries, unless: unlessWithinLimit },
      suspect,
      command,
      by,
      setting,
    ),
  { looksBack: true },
);
