import { unlessAnotherCase } from '../case/unless-another-case.js';
import { erasureDecisions } from '../erasure/index.js';
import { type ExhibitCommand } from '../kernel/command.js';
import { refuse, type Outcome } from '../kernel/decision.js';
import { claimantOf, fromWhom, textsOf, toWhom } from './events.js';
import { unlessRecorded } from './exhibit-decision.js';
import { type Exhibit } from './exhibit.js';

/** Those named with an exhibit, each by themselves; a suspect's data are erased where the suspect is. */
export const exhibitErasure = erasureDecisions<Exhibit, ExhibitCommand>({
  unless: (exhibit, command) => unlessRecorded(exhibit) ?? unlessAnotherCase(exhibit, command),
  subjectsOf: (exhibit, { whose, claimId }): Outcome<string> => {
    switch (whose) {
      case 'from':
        return exhibit.fromPersonId === undefined ? [fromWhom(exhibit)] : refuseSuspect(exhibit);
      case 'to':
        return exhibit.custody.is === 'returned'
          ? [toWhom(exhibit)]
          : refuse('not-returned', 'It was returned to nobody.', exhibit);
      case 'claimant':
        return claimId !== undefined && exhibit.ownerClaims.some(({ id }) => id === claimId)
          ? [claimantOf(exhibit, claimId)]
          : refuse('no-such-claim', 'No such claim is recorded: claimId says which.', exhibit);
      case 'texts':
        return textsOf(exhibit);
      case undefined:
        return refuse(
          'whose-data',
          'It must be said whose data they are: whose is from, to, claimant or texts.',
          exhibit,
        );
    }
  },
});

const refuseSuspect = (exhibit: Exhibit) =>
  refuse('a-suspect', 'It was taken from a suspect: their data are erased with their own record.', exhibit);
