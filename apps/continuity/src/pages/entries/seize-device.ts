import { POWERS } from '#custody';
import { type CaseForm } from './entry-form.js';
import { type Option } from './fields.js';

const POWER_TEXTS: Readonly<Record<(typeof POWERS)[number], Omit<Option, 'value'>>> = {
  warrant: { text: 'Search warrant' },
  'PACE s.19': { text: 'PACE s.19', hint: 'found on premises where the officer is lawfully' },
  'PACE s.18': { text: 'PACE s.18', hint: 'premises of a person under arrest' },
  'PACE s.32': { text: 'PACE s.32', hint: 'search on arrest' },
  consent: { text: 'Consent of the owner' },
};
const KINDS = [
  'mobile phone',
  'SIM card',
  'tablet',
  'laptop',
  'memory card',
  'USB stick',
  'hard disk',
  'games console',
];
const POWER_STATES = ['on', 'off', 'on, in flight mode', 'not known'];

const NOT_A_SUSPECT: Option = { value: '', text: 'No' };

export const seizeDeviceForm: CaseForm = {
  command: 'SeizeDevice',
  path: 'seize',
  title: 'Record a seizure',
  intro: 'Once recorded, it is never changed: a mistake is put right by a further entry.',
  button: 'Record the seizure',
  done: 'Seizure recorded',
  blames: { 'exhibit-reference-taken': 'exhibitRef', 'seal-number-used': 'sealNumber' },
  makesExhibit: true,
  offered: ({ status }) => status === 'open',
  fields: ({ suspects }) => [
    {
      is: 'text',
      name: 'exhibitRef',
      label: 'Exhibit reference',
      hint: 'Your initials and the next number, such as AB/1',
      width: 10,
      capitals: true,
    },
    { is: 'text', name: 'sealNumber', label: 'Seal number', hint: 'As printed on the bag', width: 10, capitals: true },
    { is: 'text', name: 'kind', label: 'Kind of device', width: 20, suggestions: KINDS },
    {
      is: 'long text',
      name: 'description',
      label: 'Description',
      hint: 'What tells it from others: colour, case, damage, where it lay',
    },
    { is: 'text', name: 'make', label: 'Make', width: 20, optional: true },
    { is: 'text', name: 'model', label: 'Model', width: 20, optional: true },
    { is: 'text', name: 'serial', label: 'Serial number', width: 20, optional: true },
    {
      is: 'text',
      name: 'imei',
      label: 'IMEI',
      hint: '15 digits. On a phone that is on, leave this empty rather than press its keys',
      width: 20,
      digits: true,
      optional: true,
    },
    {
      is: 'choice',
      name: 'powerState',
      label: 'Power state',
      hint: 'As it was found',
      options: POWER_STATES.map((value) => ({ value, text: `${value.charAt(0).toUpperCase()}${value.slice(1)}` })),
    },
    {
      is: 'choice',
      name: 'power',
      label: 'Power of seizure',
      options: POWERS.map((value) => ({ value, ...POWER_TEXTS[value] })),
    },
    {
      is: 'text',
      name: 'from',
      label: 'Taken from',
      hint: 'The person, or the place if nobody had it. Personal data: it is stored encrypted',
      empty: 'Enter whom or where it was taken from',
    },
    {
      is: 'pick',
      name: 'fromPersonId',
      label: 'Is that person under arrest in this case?',
      optional: true,
      options: [
        NOT_A_SUSPECT,
        ...suspects.map(({ suspectId, name }) => ({
          value: suspectId,
          text: name ?? 'A person whose name was erased',
        })),
      ],
    },
  ],
};
