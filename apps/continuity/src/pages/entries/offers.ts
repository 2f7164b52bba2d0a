import { Inject, Injectable } from '@nestjs/common';
import { mayCommand, type People, type PersonOnDuty } from '#access';
import { CommandDesk } from '../../commands/command-desk.js';
import { PEOPLE } from '../../parts.js';
import { type Form } from './entry-form.js';

/** An entry that may be made. */
export interface Offer {
  readonly command: string;
  readonly title: string;
  readonly href: string;
  /** Nothing is asked but when: one press records it. */
  readonly instant: boolean;
}

export interface Offered {
  readonly may: readonly Offer[];
  readonly mayNot: readonly { readonly title: string; readonly why: string }[];
}

/** What somebody may record now, and of the rest why not: as the rules themselves say. */
@Injectable()
export class Offers {
  constructor(
    private readonly desk: CommandDesk,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  /**
   * @param address the ids that the page stands for: { caseId, exhibitId }.
   * @param href of the page; a form's own address goes on from it.
   */
  async of<A>(
    forms: readonly Form<A>[],
    about: A,
    actor: PersonOnDuty,
    address: Readonly<Record<string, string>>,
    href: string,
  ): Promise<Offered> {
    const found: { readonly form: Form<A>; readonly why: string | undefined; readonly instant: boolean }[] = [];
    const occurredAt = new Date().toISOString();
    const people = this.people.all();
    const ask = async (form: Form<A>) => {
      const fields = form.fields(about, { actor, people, tools: [] });
      const body = { ...form.example(fields), ...address, occurredAt };
      const made = form.makes === undefined ? {} : { [form.makes]: SOME_ID };
      const why = form.unless(about) ?? (await this.#no(form, { ...body, ...made }, actor));
      return { form, why, instant: fields.length === 0 };
    };
    const [first, ...rest] = forms.filter(({ apart, command }) => !apart && mayCommand(actor.role, command));
    // The first folds the stream, the others find it folded.
    if (first) found.push(await ask(first));
    found.push(...(await Promise.all(rest.map(ask))));
    return {
      may: found.flatMap(({ form: { command, title, path }, why, instant }) =>
        why === undefined ? [{ command, title, href: `${href}/${path}`, instant }] : [],
      ),
      mayNot: found.flatMap(({ form: { title }, why }) => (why === undefined ? [] : [{ title, why }])),
    };
  }

  /** A no that other words in a field would turn into a yes is none yet. */
  async #no({ command, blames }: Form<never>, body: object, by: PersonOnDuty): Promise<string | undefined> {
    const weighed = await this.desk.weigh({ name: command, body, by });
    return weighed.is === 'refused' && !(weighed.refusal.rule in blames) ? weighed.refusal.message : undefined;
  }
}

/** Nobody's id: what is asked of it is not recorded. */
const SOME_ID = '00000000-0000-4000-8000-000000000001';
