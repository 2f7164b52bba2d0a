import { type PersonOnDuty } from '#access';
import { type CaseView, type ExhibitView } from '#read-models';
import { type Field } from './fields.js';

/** Who fills in a form, and who else there is to name in it. */
export interface Setting {
  readonly actor: PersonOnDuty;
  readonly people: readonly PersonOnDuty[];
}

/** One command, described as a form: everything a page needs to ask for it. */
interface Form {
  /** The command's name. */
  readonly command: string;
  /** The last part of its address: 'hand-over'. */
  readonly path: string;
  readonly title: string;
  /** What to know before filling it in. */
  readonly intro?: string;
  readonly button: string;
  /** What the next page says when it was recorded. */
  readonly done: string;
  /** The field that a rule's refusal is about, by rule. */
  readonly blames?: Readonly<Record<string, string>>;
}

export interface ExhibitForm extends Form {
  fields(exhibit: ExhibitView, setting: Setting): readonly Field[];
  /** Whether the exhibit's state allows it, and `actor` may; `actor` is undefined while nobody acts. The rules decide, this only offers. */
  offered(exhibit: ExhibitView, actor: PersonOnDuty | undefined): boolean;
}

export interface CaseForm extends Form {
  /** It makes a new exhibit, under an id that the form carries. */
  readonly makesExhibit?: boolean;
  fields(theCase: CaseView, setting: Setting): readonly Field[];
  offered(theCase: CaseView): boolean;
}

/** What every command asks beside its own fields. */
export const WHEN: readonly Field[] = [
  {
    is: 'moment',
    name: 'occurredAt',
    label: 'When it happened',
    hint: 'UK time on the 24-hour clock, such as 14 1 2026 at 05 40. Change it if you are entering this later.',
  },
  {
    is: 'long text',
    name: 'lateReason',
    label: 'Why it is entered late',
    hint: 'Only if it happened more than 24 hours ago.',
    optional: true,
  },
];
