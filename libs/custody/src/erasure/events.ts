import { event } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { type DeclineErasure } from './decline-erasure.js';
import { type ErasePersonalData } from './erase-personal-data.js';
import { type RequestErasure, type Whose } from './request-erasure.js';

const WHOSE_IN_WORDS: Readonly<Record<Whose, string>> = {
  from: ' of whom it was taken from',
  to: ' of whom it was returned to',
  claimant: ' of somebody who says that it is theirs',
  texts: ' in notes, summaries and names of files',
};

const inWords = ({ whose }: { readonly whose?: Whose }): string => (whose === undefined ? '' : WHOSE_IN_WORDS[whose]);

type Settled<C> = Omit<Facts<C>, 'erasureId'> & { readonly erasureId: string };

/** The events of an erasure, for the catalogue of each aggregate that has personal data. */
export const erasureEvents = {
  ErasureRequested: event<Facts<RequestErasure>>()({
    label: 'Erasure requested',
    says: (asked) => `Erasure of personal data${inWords(asked)} requested: ${asked.reason}`,
  }),
  ErasureDeclined: event<Settled<DeclineErasure>>()({
    label: 'Erasure declined',
    says: ({ reason }) => `Erasure of personal data declined: ${reason}`,
  }),
  PersonalDataErased: event<
    Settled<ErasePersonalData> & {
      readonly whose?: Whose;
      readonly requestedBy: string;
      readonly reason: string;
      /** The data subjects whose keys are destroyed because of it. */
      readonly subjects: readonly string[];
    }
  >()({
    label: 'Personal data erased',
    says: (erased, nameOf) =>
      `Personal data${inWords(erased)} erased under ${erased.authority}, as ${nameOf(erased.requestedBy)} requested: ${erased.reason}`,
  }),
};
