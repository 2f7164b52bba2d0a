import { Body, ForbiddenException, Param, Query, Req, Res } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { mayCommand, notPermitted, type PersonOnDuty } from '#access';
import { type Problems } from '#custody';
import { Needs } from '../../access/needs.js';
import { statusOfRefusal } from '../../api/problem.js';
import { CommandDesk, type Answer } from '../../commands/command-desk.js';
import { address, found, id, text, type Asked } from '../asked.js';
import { FormAt, HtmlController, PageAt } from '../html.js';
import { Pages, remember, seeOther, type Frame } from '../pages.js';
import { answersOf } from './answers.js';
import { complaintsOf, componentsOf } from './components.js';
import { WHEN } from './entry-form.js';
import { blankForm, readForm, type Typed } from './fields.js';
import { Subjects, type Kind, type Subject } from './subjects.js';

/** A form on its way: what about, and by whom. */
interface Entry extends Subject {
  readonly actor: PersonOnDuty;
  readonly frame: Frame;
}

/** The ids that a form carries, made when it was first shown: sent twice, it is the same command. */
interface Carried {
  readonly commandId: string;
  readonly newId: string;
}

const KINDS: readonly Kind[] = ['exhibits', 'cases', 'suspects'];
const ADDRESSES = KINDS.map((kind) => `${kind}/:id/:entry`);

/** One page for every command that is described as a form. */
@HtmlController()
export class EntriesController {
  constructor(
    private readonly pages: Pages,
    private readonly desk: CommandDesk,
    private readonly subjects: Subjects,
  ) {}

  @PageAt('record/:entry')
  @Needs('give commands')
  async askOfNothing(@Param('entry') path: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    return this.#ask(await this.#entry('record', '', path, request), asked);
  }

  @FormAt('record/:entry')
  @Needs('give commands')
  async takeOfNothing(
    @Param('entry') path: string,
    @Body() body: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#take(await this.#entry('record', '', path, request), body, reply);
  }

  @PageAt(...ADDRESSES)
  @Needs('give commands')
  async ask(
    @Param() { id: rawId = '', entry = '' }: Readonly<Record<string, string>>,
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
  ) {
    return this.#ask(await this.#entry(kindOf(request), rawId, entry, request), asked);
  }

  @FormAt(...ADDRESSES)
  @Needs('give commands')
  async take(
    @Param() { id: rawId = '', entry = '' }: Readonly<Record<string, string>>,
    @Body() body: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#take(await this.#entry(kindOf(request), rawId, entry, request), body, reply);
  }

  async #entry(kind: Kind, rawId: string, path: string, request: FastifyRequest): Promise<Entry> {
    const frame = await this.pages.frame(request);
    const subject = await this.subjects.find(kind, rawId, path, frame);
    const { actor } = frame;
    if (!mayCommand(actor.role, subject.form.command))
      throw new ForbiddenException(notPermitted(actor, subject.form.title).message);
    return { ...subject, fields: [...subject.fields, ...WHEN], actor, frame };
  }

  #ask(entry: Entry, asked: Asked): string {
    const carried = { commandId: randomUUID(), newId: randomUUID() };
    // A link may fill in what it knows.
    const known = entry.fields.flatMap(({ name }) => {
      const value = text(asked[name]);
      return value === undefined ? [] : [[name, value] as const];
    });
    return this.#show(
      entry,
      { ...blankForm(entry.fields, entry.frame.now), ...Object.fromEntries(known) },
      carried,
      {},
    );
  }

  async #take(entry: Entry, body: Asked, reply: FastifyReply): Promise<string> {
    const { form, fields, actor } = entry;
    const carried = carriedBy(body);
    const atOnce = body.when === 'now';
    const filled = readForm(fields, body);
    const typed = atOnce ? { ...blankForm(fields, entry.frame.now), ...filled.typed } : filled.typed;
    const { occurredAt: unread, ...others } = filled.problems;
    const problems = atOnce || unread === undefined ? others : filled.problems;
    if (body.step === 'change') return this.#show(entry, typed, carried, {});

    const facts = { ...filled.facts, ...(atOnce ? { occurredAt: entry.frame.now } : {}) };
    const made = form.makes === undefined ? {} : { [form.makes]: carried.newId };
    const request_ = { name: form.command, body: { ...facts, ...entry.address, ...made }, by: actor };
    if ((form.check ?? form.final) !== undefined && body.step !== 'confirm') {
      const weighed = await this.desk.weigh(request_);
      if (weighed.is !== 'allowed') return this.#sayNo(entry, typed, carried, problems, weighed, reply);
      const answers = answersOf(fields, typed, facts);
      return this.pages.show('check-answers', entry.frame, { ...entry, carried, typed, answers });
    }
    const answer = await this.desk.take({ ...request_, commandId: carried.commandId });
    // Pressed twice: the first press recorded it.
    const again = atOnce && answer.is === 'refused' && answer.refusal.rule === 'idempotency-key-reused';
    if (again) return seeOther(reply, entry.about.href);
    if (answer.is !== 'done') return this.#sayNo(entry, typed, carried, problems, answer, reply);
    const { position } = answer.receipt;
    remember(reply, form.command, position);
    return seeOther(reply, address(whereNow(entry, carried), { at: position }));
  }

  #sayNo(
    entry: Entry,
    typed: Typed,
    carried: Carried,
    unread: Problems,
    answer: Exclude<Answer, { is: 'done' }>,
    reply: FastifyReply,
  ): string {
    switch (answer.is) {
      case 'invalid':
        void reply.status(422);
        // What could not even be read says more than that it is missing.
        return this.#show(entry, typed, carried, { ...answer.problems, ...unread });
      case 'refused': {
        void reply.status(statusOfRefusal(answer.refusal));
        const { message, rule } = answer.refusal;
        const field = entry.form.blames[rule];
        return field === undefined
          ? this.#show(entry, typed, carried, {}, message)
          : this.#show(entry, typed, carried, { [field]: [message] });
      }
      case 'unknown command':
        throw new Error(
          `The form ${entry.form.path} is of a command that the desk does not know: ${entry.form.command}`,
        );
    }
  }

  #show(entry: Entry, typed: Typed, carried: Carried, problems: Problems, refusal?: string): string {
    const { fields, frame } = entry;
    const complaints = [
      ...(refusal === undefined ? [] : [{ text: refusal }]),
      ...complaintsOf(fields, typed, problems),
    ];
    const components = componentsOf(fields, typed, problems);
    return this.pages.show('entry', frame, { ...entry, carried, complaints, components });
  }
}

const kindOf = ({ url }: FastifyRequest): Kind =>
  found(
    KINDS.find((kind) => url.startsWith(`/${kind}/`)),
    'This page',
  );

/** The page of what was made, where one was. */
function whereNow({ form, about }: Entry, { newId }: Carried): string {
  switch (form.makes) {
    case 'exhibitId':
    case 'childId':
      return `/exhibits/${newId}`;
    case 'suspectId':
      return `/suspects/${newId}`;
    case 'caseId':
      return `/cases/${newId}`;
    default:
      return about.href;
  }
}

function carriedBy(body: Asked): Carried {
  const carried = (name: string) => id(text(body[name]) ?? randomUUID(), 'This form');
  return { commandId: carried('commandId'), newId: carried('newId') };
}
