import { Body, Inject, Param, Req, Res } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type People, type PersonOnDuty } from '#access';
import { type Problems } from '#custody';
import { type ReadModels } from '#read-models';
import { CommandDesk } from '../../commands/command-desk.js';
import { PEOPLE, READ_MODELS } from '../../parts.js';
import { address, found, id, text, type Asked } from '../asked.js';
import { FormAt, HtmlController, PageAt } from '../html.js';
import { Pages, remember, seeOther, type Frame } from '../pages.js';
import { complaintsOf, componentsOf } from './components.js';
import { WHEN, type CaseForm, type ExhibitForm } from './entry-form.js';
import { blankForm, readForm, type Field, type Typed } from './fields.js';
import { caseForms, exhibitForms } from './forms.js';

/** A form on its way: which, about what, and by whom. */
interface Entry {
  readonly form: CaseForm | ExhibitForm;
  readonly fields: readonly Field[];
  readonly actor: PersonOnDuty;
  readonly frame: Frame;
  /** Exhibit or case that it is about: its name, and where to go back to. */
  readonly about: { readonly text: string; readonly href: string };
  readonly caseId: string;
  /** undefined when the form makes a new one. */
  readonly exhibitId: string | undefined;
}

/** The ids that a form carries, made when it was first shown: sent twice, it is the same command. */
interface Carried {
  readonly commandId: string;
  readonly newExhibitId: string;
}

/** One page for every command that is described as a form. */
@HtmlController()
export class EntriesController {
  constructor(
    private readonly pages: Pages,
    private readonly desk: CommandDesk,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('cases/:caseId/:entry')
  async askOfCase(
    @Param('caseId') caseId: string,
    @Param('entry') path: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#ask(await this.#ofCase(caseId, path, request), request, reply);
  }

  @FormAt('cases/:caseId/:entry')
  async takeOfCase(
    @Param('caseId') caseId: string,
    @Param('entry') path: string,
    @Body() body: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#take(await this.#ofCase(caseId, path, request), body, request, reply);
  }

  @PageAt('exhibits/:exhibitId/:entry')
  async askOfExhibit(
    @Param('exhibitId') exhibitId: string,
    @Param('entry') path: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#ask(await this.#ofExhibit(exhibitId, path, request), request, reply);
  }

  @FormAt('exhibits/:exhibitId/:entry')
  async takeOfExhibit(
    @Param('exhibitId') exhibitId: string,
    @Param('entry') path: string,
    @Body() body: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#take(await this.#ofExhibit(exhibitId, path, request), body, request, reply);
  }

  /** undefined when nobody acts yet. */
  async #ofCase(rawId: string, path: string, request: FastifyRequest): Promise<Entry | undefined> {
    const form = found(
      caseForms.find((each) => each.path === path),
      'This page',
    );
    const caseId = id(rawId, 'This case');
    const frame = await this.pages.frame(request);
    const theCase = found(await this.readModels.caseView(caseId), 'This case');
    const { actor } = frame;
    if (!actor) return undefined;
    const fields = [...form.fields(theCase, { actor, people: this.people.all() }), ...WHEN];
    const about = { text: `Operation ${theCase.operationName}`, href: `/cases/${caseId}` };
    return { form, fields, actor, frame, about, caseId, exhibitId: undefined };
  }

  async #ofExhibit(rawId: string, path: string, request: FastifyRequest): Promise<Entry | undefined> {
    const form = found(
      exhibitForms.find((each) => each.path === path),
      'This page',
    );
    const exhibitId = id(rawId, 'This exhibit');
    const frame = await this.pages.frame(request);
    const exhibit = found(await this.readModels.exhibit(exhibitId), 'This exhibit');
    const { actor } = frame;
    if (!actor) return undefined;
    const fields = [...form.fields(exhibit, { actor, people: this.people.all() }), ...WHEN];
    const about = { text: `${exhibit.exhibitRef ?? 'Unlabelled'}, ${exhibit.kind}`, href: `/exhibits/${exhibitId}` };
    return { form, fields, actor, frame, about, caseId: exhibit.caseId, exhibitId };
  }

  #ask(entry: Entry | undefined, request: FastifyRequest, reply: FastifyReply): string {
    if (!entry) return chooseWhoActs(request, reply);
    const carried = { commandId: randomUUID(), newExhibitId: randomUUID() };
    return this.#show(entry, blankForm(entry.fields, entry.frame.now), carried, {});
  }

  async #take(entry: Entry | undefined, body: Asked, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    if (!entry) return chooseWhoActs(request, reply);
    const { form, fields, caseId, actor } = entry;
    const carried = carriedBy(body);
    const { typed, facts, problems } = readForm(fields, body);
    const exhibitId = entry.exhibitId ?? ('makesExhibit' in form ? carried.newExhibitId : undefined);

    const command = { ...facts, caseId, ...(exhibitId === undefined ? {} : { exhibitId }) };
    const answer = await this.desk.take({ name: form.command, body: command, commandId: carried.commandId, by: actor });
    switch (answer.is) {
      case 'done': {
        const { position } = answer.receipt;
        remember(reply, form.command, position);
        return seeOther(
          reply,
          address(exhibitId === undefined ? `/cases/${caseId}` : `/exhibits/${exhibitId}`, { at: position }),
        );
      }
      case 'invalid':
        void reply.status(422);
        // What could not even be read says more than that it is missing.
        return this.#show(entry, typed, carried, { ...answer.problems, ...problems });
      case 'refused': {
        void reply.status(409);
        const field = form.blames?.[answer.refusal.rule];
        return field === undefined
          ? this.#show(entry, typed, carried, {}, answer.refusal.message)
          : this.#show(entry, typed, carried, { [field]: [answer.refusal.message] });
      }
      case 'unknown command':
        throw new Error(`The form ${form.path} is of a command that the desk does not know: ${form.command}`);
    }
  }

  #show(
    { form, fields, about, frame }: Entry,
    typed: Typed,
    carried: Carried,
    problems: Problems,
    refusal?: string,
  ): string {
    const complaints = [
      ...(refusal === undefined ? [] : [{ text: refusal }]),
      ...complaintsOf(fields, typed, problems),
    ];
    return this.pages.show('entry', frame, {
      form,
      about,
      carried,
      complaints,
      components: componentsOf(fields, typed, problems),
    });
  }
}

function carriedBy(body: Asked): Carried {
  const carried = (name: string) => id(text(body[name]) ?? randomUUID(), 'This form');
  return { commandId: carried('commandId'), newExhibitId: carried('newExhibitId') };
}

const chooseWhoActs = (request: FastifyRequest, reply: FastifyReply): string =>
  seeOther(reply, address('/people', { return: request.url }));
