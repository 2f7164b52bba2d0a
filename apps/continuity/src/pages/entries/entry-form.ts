import { type PersonOnDuty } from '#access';
import { type Field, type Option } from './fields.js';

/** Who fills in a form, who else there is to name in it, and which tools the register has. */
export interface Setting {
  readonly actor: PersonOnDuty;
  readonly people: readonly PersonOnDuty[];
  readonly tools: readonly string[];
}

/** How a field is asked for, where the command's own definition does not say it well. */
export interface Asks {
  /** What it is called on the form; the field's name in words unless told. */
  readonly label?: string;
  readonly hint?: string;
  /** What is said when it is left empty. */
  readonly empty?: string;
  /** What stands there to begin with. */
  readonly given?: string;
  /** Of a list: each stands for a record by its id or the address of its page. */
  readonly records?: true;
  readonly suggestions?: readonly string[];
  /** What there is to choose from; a word of a closed list is shown with its own text. */
  readonly options?: readonly Option[];
  readonly width?: 5 | 10 | 20;
  /** Asked for although the command can do without. */
  readonly wanted?: true;
  /** Not asked for, here and now. */
  readonly leftOut?: true;
}

type Ask<A> = Asks | ((about: A, setting: Setting) => Asks);

/** What a page says about a command, beside what its definition says: everything a new command needs to have a form. */
export interface Wording<A> {
  readonly title?: string;
  /** The last part of its address: 'hand-over'; the command's name unless told. */
  readonly path?: string;
  /** What to know before filling it in. */
  readonly intro?: string;
  readonly button?: string;
  /** What the next page says when it was recorded. */
  readonly done?: string;
  /** What to look at again: it weighs so much that the answers are checked once more before they are recorded. */
  readonly check?: string;
  /** What cannot be taken back: the answers are checked once more, under a warning. */
  readonly final?: string;
  /** The field that a rule's refusal is about: other words in it may be accepted. */
  readonly blames?: Readonly<Record<string, string>>;
  readonly asks?: Readonly<Record<string, Ask<A>>>;
  /** The field whose id the form makes, such as that of a new exhibit. */
  readonly makes?: string;
  /** Not among the entries that its page offers: the page says itself where it is asked for. */
  readonly apart?: true;
  /** Why there is nothing to record, where no rule would say so. */
  unless?(about: A): string | undefined;
}

/** One command, described as a form: everything a page needs to ask for it. */
export interface Form<A> extends Required<Pick<Wording<A>, 'title' | 'path' | 'button' | 'done' | 'blames'>> {
  readonly command: string;
  readonly intro?: string;
  readonly check?: string;
  readonly final?: string;
  readonly makes?: string;
  readonly apart?: true;
  fields(about: A, setting: Setting): readonly Field[];
  /** A body such as somebody would send, to ask the rules whether they would have it. */
  example(fields: readonly Field[]): Readonly<Record<string, unknown>>;
  unless(about: A): string | undefined;
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
