import { erasureDecisions } from '../erasure/index.js';
import { refuse } from '../kernel/decision.js';
import { caseStream, type CaseFile } from './case-file.js';
import { premisesOf } from './events.js';

/** Where warrants of a case were executed. */
export const caseErasure = erasureDecisions<CaseFile>({
  unless: (file) =>
    file.is === 'not opened' ? refuse('case-not-opened', 'No case with this id was opened.', file) : undefined,
  subjectsOf: (_file, { caseId }) => [premisesOf({ stream: caseStream({ caseId }) })],
});
