import { type CaseView, type DisclosureView, type ExhibitView, type SuspectView } from '#read-models';
import { type Form, type Wording } from './entry-form.js';
import { formOf } from './form-of.js';
import { caseWording, openCaseWording } from './wording/case.js';
import { disclosureWording } from './wording/disclosure.js';
import { exhibitWording } from './wording/exhibit.js';
import { logKeyWording } from './wording/log-key.js';
import { suspectWording } from './wording/suspect.js';
import { toolWording } from './wording/tool.js';

const formsOf = <A>(wording: Readonly<Record<string, Wording<A>>>, ...address: readonly string[]): readonly Form<A>[] =>
  Object.entries(wording).map(([command, words]) => formOf(command, words, address));

/** The forms of each kind of page, in the order in which they are offered. */
export const exhibitForms: readonly Form<ExhibitView>[] = formsOf(exhibitWording, 'exhibitId');
export const caseForms: readonly Form<CaseView>[] = formsOf(caseWording);
export const suspectForms: readonly Form<SuspectView>[] = formsOf(suspectWording, 'suspectId');
export const disclosureForms: readonly Form<DisclosureView>[] = formsOf(disclosureWording);
export const logKeyForms: readonly Form<undefined>[] = formsOf(logKeyWording);
/** About nothing that is there yet, or that has a page of its own. */
export const otherForms: readonly Form<undefined>[] = [
  ...formsOf({ OpenCase: openCaseWording, ...toolWording }),
  ...logKeyForms,
];

const doneBy = new Map<string, string>([
  ['CorrectEntry', 'Correction recorded'],
  ['AddAttachment', 'Attachment recorded'],
  ['BreakGlass', 'The case is open to you. A supervisor was told'],
  ['AcknowledgeBreakGlass', 'Recorded that you have seen it'],
  ...[exhibitForms, caseForms, suspectForms, disclosureForms, otherForms].flatMap((forms) =>
    forms.map(({ command, done }): [string, string] => [command, done]),
  ),
]);

/** What to say of a command that was recorded. */
export const doneText = (command: string | undefined): string | undefined =>
  command === undefined ? undefined : doneBy.get(command);
