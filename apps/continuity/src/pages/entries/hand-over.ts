import { type PersonOnDuty } from '#access';
import { type ExhibitForm } from './entry-form.js';
import { type Option } from './fields.js';

const PURPOSES = ['booking in', 'storage', 'examination', 'return to store', 'court'];

const named = ({ id, name, role, unit }: PersonOnDuty): Option => ({ value: id, text: `${name}, ${role}, ${unit}` });

export const handOverForm: ExhibitForm = {
  command: 'TransferCustody',
  path: 'hand-over',
  title: 'Hand over',
  intro: 'You answer for the exhibit until the person you name here has received it.',
  button: 'Record the handover',
  done: 'Handover recorded',
  blames: { 'not-its-seal': 'sealNumber', 'handed-to-oneself': 'to' },
  offered: ({ custody, seal, holder }, actor) =>
    custody === 'held' && seal === 'sealed' && (actor === undefined || actor.id === holder?.id),
  fields: ({ sealNumber }, { actor, people }) => [
    {
      is: 'pick',
      name: 'to',
      label: 'Handed to',
      empty: 'Select whom it is handed to',
      options: [{ value: '', text: 'Choose a person' }, ...people.filter(({ id }) => id !== actor.id).map(named)],
    },
    { is: 'text', name: 'purpose', label: 'Purpose', width: 20, suggestions: PURPOSES },
    {
      is: 'text',
      name: 'sealNumber',
      label: 'Seal number on the bag',
      hint: 'Read it off the bag before you let go of it',
      width: 10,
      capitals: true,
      ...(sealNumber === null ? {} : { given: sealNumber }),
    },
  ],
};
