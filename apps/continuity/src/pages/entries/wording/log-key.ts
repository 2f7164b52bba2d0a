import { type Wording } from '../entry-form.js';

/** How a new key for the sealed log is asked for and decided. */
export const logKeyWording: Readonly<Record<string, Wording<undefined>>> = {
  RequestKeyRotation: {
    title: 'Ask for a new key',
    intro:
      'A supervisor or the lead of a unit decides. When they agree, stop the workers and run npm run rotate-key once on the machine that has the key.',
    button: 'Ask for it',
    done: 'A new key is asked for: a supervisor or the lead of a unit decides',
    asks: { reason: { hint: 'Such as when the key was last changed, or who may have a copy of it' } },
  },
  AuthoriseKeyRotation: {
    title: 'Authorise the new key',
    intro: 'The log is then signed by a key that is made on the machine. It may be done once.',
    button: 'Authorise it',
    done: 'The new key is authorised',
  },
  DeclineKeyRotation: {
    title: 'Decline the new key',
    button: 'Decline it',
    done: 'The new key is declined',
  },
};
