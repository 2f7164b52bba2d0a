import { definitionOf, eventTypes, isLook } from '#custody';
import { type DisclosureView } from '#read-models';
import { type Wording } from '../entry-form.js';
import { type Option } from '../fields.js';

type Words = Wording<DisclosureView>;

const itemsOf = (materials: DisclosureView['materials']): readonly Option[] =>
  materials.map(({ materialId, schedule, itemNo, item }) => ({
    value: materialId,
    text: `${schedule} ${itemNo}: ${item.slice(0, 80)}`,
  }));
const ENTRY_TYPES: readonly Option[] = eventTypes
  .filter((type) => !isLook(type))
  .map((value) => ({ value, text: definitionOf(value)?.label ?? value }))
  .sort((one, other) => one.text.localeCompare(other.text, 'en-GB'));
const isToAgree = ({ includes, agreedBy }: DisclosureView['packs'][number]) => includes.length > 0 && agreedBy === null;
const NOTHING_SCHEDULED = 'Nothing is on a schedule yet.';

/** How each command of disclosure is asked for. */
export const disclosureWording: Readonly<Record<string, Words>> = {
  ScheduleMaterial: {
    title: 'Put an item on a schedule',
    makes: 'materialId',
    blames: { 'no-reason-for-sensitivity': 'sensitivity' },
    asks: {
      schedule: {
        options: [
          { value: 'MG6C', text: 'MG6C', hint: 'non-sensitive; goes to the defence' },
          { value: 'MG6D', text: 'MG6D', hint: 'sensitive; never goes to the defence' },
          { value: 'MG6E', text: 'MG6E', hint: 'may undermine the prosecution or assist the accused' },
        ],
      },
      item: { hint: 'What it is, and what is in it' },
      sensitivity: { label: 'Why it is sensitive', hint: 'Needed on MG6D' },
      exhibitId: { label: 'Exhibit that it is about', hint: 'Paste the address of its page' },
      eventId: { label: 'Entry that it is about', hint: 'The id that the audit shows' },
    },
  },
  ReviewMaterial: {
    title: 'Review an item',
    asks: {
      materialId: ({ materials }) => ({ label: 'Item', options: itemsOf(materials) }),
      outcome: {
        label: 'Might it undermine the prosecution’s case or assist the accused’s?',
        options: [
          { value: 'undermines', text: 'It undermines the prosecution’s case' },
          { value: 'assists', text: 'It assists the case for the accused' },
          { value: 'neither', text: 'Neither' },
        ],
      },
    },
    unless: ({ materials }) => (materials.length === 0 ? NOTHING_SCHEDULED : undefined),
  },
  WithholdMaterial: {
    title: 'Withhold an item',
    final: 'That an item is withheld is recorded for good.',
    blames: { 'already-withheld': 'materialId', 'not-reviewed': 'materialId' },
    asks: { materialId: ({ materials }) => ({ label: 'Item', options: itemsOf(materials) }) },
    unless: ({ materials }) => (materials.length === 0 ? NOTHING_SCHEDULED : undefined),
  },
  CertifySchedule: {
    title: 'Certify a schedule',
    intro: 'You sign that the schedule is complete. One without items is a nil return, which is signed too.',
    check: 'You sign for the schedule as it stands now.',
    blames: { 'not-reviewed': 'schedule' },
  },
  RequestPack: {
    title: 'Request a pack',
    intro:
      'A ZIP with every entry of the case, or of chosen exhibits, up to this request; its receiver can prove without us that nothing was altered or left out. What is on MG6D, and exhibits held as privileged or as a victim’s, are withheld unless you include them and a second person agrees. Reasons for withholding stand in it.',
    check: 'What is not withheld here can be read by whoever is handed the pack.',
    button: 'Request the pack',
    done: 'Pack requested: it is built as soon as the request is sealed, or a second person agreed to what it includes',
    makes: 'packId',
    blames: {
      'not-in-this-case': 'scope',
      'no-such-entry-type': 'redactions.0.type',
      'not-one-to-include': 'includes.0.materialId',
      'nothing-to-include': 'includes.0.exhibitId',
    },
    asks: {
      purpose: { hint: 'For whom, and what for' },
      scope: {
        label: 'Exhibits',
        hint: 'Paste the addresses of their pages, one a line; none for the whole case',
        records: true,
      },
      redactions: { label: 'Withhold' },
      'redactions.type': { label: 'In entries of the type', options: ENTRY_TYPES, hint: 'None for all' },
      'redactions.field': { label: 'Field', hint: 'Such as from, or actor.name for who did it; empty for all' },
      'redactions.reason': { label: 'Reason', hint: 'It stands in the pack' },
      includes: { label: 'Include' },
      'includes.materialId': ({ materials }) => ({
        label: 'Item of MG6D',
        hint: 'With the exhibit or the entry that it is about',
        options: itemsOf(materials.filter(({ schedule }) => schedule === 'MG6D')),
      }),
      'includes.exhibitId': {
        label: 'Or exhibit that is held',
        hint: 'As privileged or a victim’s: paste the address of its page',
      },
      'includes.reason': { label: 'Reason', hint: 'Who agrees reads it' },
    },
  },
  AgreeToInclusion: {
    title: 'Agree to what a pack includes',
    intro: 'It would show what is on MG6D, or an exhibit held as privileged or as a victim’s.',
    final: 'The pack is built then, and shows it.',
    button: 'Agree',
    done: 'Agreed: the pack is built as soon as that is sealed',
    blames: { 'nothing-to-agree-to': 'packId', 'same-person': 'packId' },
    asks: {
      packId: ({ packs }) => ({
        label: 'Pack',
        options: packs.filter(isToAgree).map(({ packId, purpose, includes }) => ({
          value: packId,
          text: `${purpose} (${includes.map(({ reason }) => reason).join('; ')})`,
        })),
      }),
    },
    unless: ({ packs }) => (packs.some(isToAgree) ? undefined : 'No pack waits for a second person.'),
  },
  DisclosePack: {
    title: 'Disclose a pack',
    final: 'What was handed out cannot be taken back.',
    blames: { 'pack-not-built': 'packId', 'same-person': 'packId' },
    asks: {
      packId: ({ packs }) => ({
        label: 'Pack',
        options: packs
          .filter(({ status }) => status !== 'requested')
          .map(({ packId, purpose, status }) => ({ value: packId, text: `${purpose} (${status})` })),
      }),
      to: { label: 'Disclosed to', hint: 'The defence, the court, the prosecutor' },
    },
    unless: ({ packs }) => (packs.every(({ status }) => status === 'requested') ? 'No pack is built.' : undefined),
  },
};
