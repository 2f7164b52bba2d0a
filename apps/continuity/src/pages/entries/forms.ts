import { type CaseForm, type ExhibitForm } from './entry-form.js';
import { handOverForm } from './hand-over.js';
import { receiveForm } from './receive.js';
import { seizeDeviceForm } from './seize-device.js';

/** The entries that are offered on an exhibit's page, in this order. */
export const exhibitForms: readonly ExhibitForm[] = [handOverForm, receiveForm];
/** The entries that are offered on a case's page. */
export const caseForms: readonly CaseForm[] = [seizeDeviceForm];

const doneBy = new Map([...exhibitForms, ...caseForms].map(({ command, done }) => [command, done]));

/** What to say of a command that was recorded. */
export const doneText = (command: string | undefined): string | undefined =>
  command === undefined ? undefined : doneBy.get(command);
