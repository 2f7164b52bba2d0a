import { type ErasureView } from '#read-models';
import { type Asks, type Setting, type Wording } from '../entry-form.js';

interface WithPersonalData {
  readonly erasures: readonly ErasureView[];
}

const LEFT_OUT = { leftOut: true } as const;

/** How an erasure is asked for and decided, on the page of whatever the data belong to; `asks` says whose, where there is a choice. */
export function erasureWording<A extends WithPersonalData>(
  asks: Readonly<Record<string, Asks | ((about: A, setting: Setting) => Asks)>> = {},
): Readonly<Record<string, Wording<A>>> {
  const unless = ({ erasures }: A) =>
    erasures.some(({ status }) => status === 'requested') ? undefined : 'No erasure is asked for.';
  const deciding: Pick<Wording<A>, 'apart' | 'unless'> = { apart: true, unless };
  const routing = { suspectId: LEFT_OUT, exhibitId: LEFT_OUT };
  const erasureId = ({ erasures }: A): Asks => {
    const open = erasures.filter(({ status }) => status === 'requested');
    const options = open.map(({ id, whose, reason }) => ({
      value: id,
      text: `${whose === null ? '' : `${WHOSE[whose]}: `}${reason}`,
    }));
    return open.length > 1 ? { label: 'Which request', options, wanted: true } : LEFT_OUT;
  };
  return {
    RequestErasure: {
      apart: true,
      title: 'Request erasure of personal data',
      check: 'A supervisor is asked to erase them for good.',
      intro:
        'Nobody can read them any more once they are erased. A supervisor other than you decides. They are kept while a hold, an examination or proceedings need them.',
      button: 'Request the erasure',
      done: 'Erasure requested: a supervisor decides',
      asks: {
        ...{ ...routing, whose: LEFT_OUT, claimId: LEFT_OUT, ...asks },
        reason: { hint: 'Who asks for it, and why. It is kept: name nobody' },
      },
    },
    ErasePersonalData: {
      ...deciding,
      title: 'Erase personal data',
      final:
        'An erasure is final: nobody can bring back what is erased, nor read it in any record, pack or backup made later.',
      button: 'Erase them',
      done: 'Personal data erased',
      asks: { ...routing, erasureId, authority: { hint: 'Such as DPA 2018 s.47(1), or the order of a court' } },
    },
    DeclineErasure: {
      ...deciding,
      title: 'Decline the erasure',
      check: 'The data stay, and whoever asked for it is answered.',
      button: 'Decline it',
      done: 'Erasure declined',
      asks: { ...routing, erasureId, reason: { hint: 'It is kept: name nobody' } },
    },
  };
}

/** Whose data those of an exhibit are. */
export const WHOSE: Readonly<Record<string, string>> = {
  from: 'Whom it was taken from',
  to: 'Whom it was returned to',
  claimant: 'Somebody who says that it is theirs',
  texts: 'Notes, summaries and names of files',
};
