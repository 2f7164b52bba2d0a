import { POWERS } from '#custody';
import { type Asks, type Wording } from '../entry-form.js';
import { type Option } from '../fields.js';

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

export const KIND: Asks = { label: 'Kind of device', width: 20, suggestions: KINDS };
export const REFERENCE: Asks = {
  label: 'Exhibit reference',
  hint: 'Your initials and the next number, such as AB/1',
};

/** What a seizure asks, wherever it is begun from: of a new device, or of one that was found before. */
export const seizing = <A>(fromPersonId: (about: A) => Asks): Wording<A> => ({
  title: 'Record a seizure',
  path: 'seize',
  intro: 'Once recorded, it is never changed: a mistake is put right by a further entry.',
  check:
    'Compare the reference and the seal number with the label and the bag. What is recorded stays: a mistake is put right by a further entry.',
  button: 'Record the seizure',
  done: 'Seizure recorded',
  blames: { 'exhibit-reference-taken': 'exhibitRef', 'seal-number-used': 'sealNumber' },
  asks: {
    exhibitRef: REFERENCE,
    sealNumber: { hint: 'As printed on the bag' },
    kind: KIND,
    description: { hint: 'What tells it from others: colour, case, damage, where it lay' },
    make: { width: 20 },
    model: { width: 20 },
    serial: { label: 'Serial number', width: 20 },
    imei: {
      label: 'IMEI',
      hint: '15 digits. On a phone that is on, leave this empty rather than press its keys',
      width: 20,
    },
    powerState: {
      hint: 'As it was found',
      empty: 'Select power state',
      options: POWER_STATES.map((value) => ({ value, text: `${value.charAt(0).toUpperCase()}${value.slice(1)}` })),
    },
    power: { label: 'Power of seizure', options: POWERS.map((value) => ({ value, ...POWER_TEXTS[value] })) },
    from: {
      label: 'Taken from',
      hint: 'The person, or the place if nobody had it. Personal data: it is stored encrypted',
      empty: 'Enter whom or where it was taken from',
    },
    fromPersonId,
  },
});
