import { type ExhibitForm } from './entry-form.js';
import { type Field } from './fields.js';

const STAND_IN: Field = {
  is: 'long text',
  name: 'standInReason',
  label: 'Why you stand in for the person it was sent to',
};

export const receiveForm: ExhibitForm = {
  command: 'ReceiveCustody',
  path: 'receive',
  title: 'Receive',
  intro:
    'From here on you answer for the exhibit. If the seal is broken or is not the one that was sent, say so and receive it all the same: the difference is recorded.',
  button: 'Record the receipt',
  done: 'Receipt recorded',
  offered: ({ custody, sentTo }, actor) =>
    custody === 'in transit' && (actor === undefined || actor.id === sentTo || actor.role === 'supervisor'),
  fields: ({ sentTo }, { actor }) => [
    {
      is: 'text',
      name: 'sealNumberSeen',
      label: 'Seal number you see',
      hint: 'Read it off the bag, not off the paper',
      width: 10,
      capitals: true,
    },
    { is: 'yes or no', name: 'sealIntact', label: 'Is the seal intact?', empty: 'Say whether the seal is intact' },
    {
      is: 'text',
      name: 'location',
      label: 'Where it is now',
      hint: 'Store, shelf or bench',
      empty: 'Enter where it is now',
      width: 20,
    },
    ...(actor.id === sentTo ? [] : [STAND_IN]),
  ],
};
