import { unlessAnotherCase } from '../case/unless-another-case.js';
import { erasureDecisions, exhibitsIn } from '../erasure/index.js';
import { textsOf, toWhom } from '../exhibit/events.js';
import { type Exhibit } from '../exhibit/exhibit.js';
import { isPartOf } from '../exhibit/kin.js';
import { type SuspectCommand } from '../kernel/command.js';
import { unlessRecorded, type Suspect } from './suspect.js';

/**
 * A suspect's own key, and what was written about what was taken from them; whom that was returned to, since it was theirs; and
 * what somebody typed to look for them. Under their own key stand also their name where a device says that it was taken from them,
 * returned to them or claimed by them.
 */
export const suspectErasure = erasureDecisions<Suspect, SuspectCommand>({
  unless: (suspect, command) => unlessRecorded(suspect) ?? unlessAnotherCase(suspect, command),
  subjectsOf: ({ stream }, _asked, setting) => {
    const exhibits = exhibitsIn(setting);
    const theirs = exhibits.filter(({ fromPersonId }) => `suspect-${fromPersonId}` === stream);
    const parts = exhibits.filter((exhibit) => theirs.some((whole) => isPartOf(exhibit, whole)));
    const typed = [...setting.others.keys()].filter((subject) => subject.startsWith('look-'));
    return [stream, ...new Set([...theirs, ...parts].flatMap(writtenOf)), ...typed];
  },
});

const writtenOf = (exhibit: Exhibit): readonly string[] => [
  ...textsOf(exhibit),
  ...(exhibit.custody.is === 'returned' ? [toWhom(exhibit)] : []),
];
