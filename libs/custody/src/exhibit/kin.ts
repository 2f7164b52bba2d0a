import { type CaseFile } from '../case/case-file.js';
import { type Look, type Setting } from '../kernel/decision.js';
import { exhibitStream } from './events.js';
import { exhibitAggregate, type Exhibit } from './exhibit.js';

const lookAt = (exhibitId: string): Look => ({ aggregate: exhibitAggregate, stream: exhibitStream({ exhibitId }) });

/** The exhibit that this one was taken out of, for a rule to look at. */
export const parentOf = ({ parentId }: Exhibit): readonly Look[] => (parentId === undefined ? [] : [lookAt(parentId)]);

/** That, and the parts taken out of this one. */
export const kinOf = (exhibit: Exhibit): readonly Look[] => [...parentOf(exhibit), ...exhibit.children.map(lookAt)];

/** What a rule that looked at kin found. */
export const kinIn = ({ others }: Pick<Setting<CaseFile>, 'others'>): readonly Exhibit[] => [
  ...(others.values() as Iterable<Exhibit>),
];

/** Whether it was taken out of the other. */
export const isPartOf = ({ stream }: Exhibit, { children }: Exhibit): boolean =>
  children.some((exhibitId) => exhibitStream({ exhibitId }) === stream);
