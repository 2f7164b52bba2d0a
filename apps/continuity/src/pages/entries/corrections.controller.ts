import { Body, ForbiddenException, Param, Query, Req, Res } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { maySee, notPermitted } from '#access';
import { type Problems } from '#custody';
import { type Seen, type TimelineItem } from '#read-models';
import { Needs } from '../../access/needs.js';
import { statusOfRefusal } from '../../api/problem.js';
import { CommandDesk } from '../../commands/command-desk.js';
import { address, found, id, text, type Asked } from '../asked.js';
import { FormAt, HtmlController, PageAt } from '../html.js';
import { pagesOf } from '../pages-of.js';
import { Pages, remember, seeOther, type Frame } from '../pages.js';
import { lowerFirst } from '../rendering/words.js';
import { answersOf } from './answers.js';
import { complaintsOf, componentsOf } from './components.js';
import { correctable, fieldsToCorrect } from './correctable.js';
import { WHEN } from './entry-form.js';
import { blankForm, readForm, type Field, type Typed } from './fields.js';

/** Whose entry it is, and what is asked of its correction. */
interface Correcting {
  readonly frame: Frame;
  readonly entry: TimelineItem;
  readonly choices: ReturnType<typeof fieldsToCorrect>;
  /** The field that is corrected; undefined until it is chosen. */
  readonly chosen: ReturnType<typeof fieldsToCorrect>[number] | undefined;
  readonly fields: readonly Field[];
  readonly ids: Readonly<Record<string, string>>;
  readonly back: string;
}

const SUBJECTS = { exhibits: 'exhibitId', suspects: 'suspectId', cases: 'caseId' } as const;
const SEEN = { exhibits: 'see an exhibit', suspects: 'see a suspect', cases: 'see a case' } as const;
const ADDRESSES = Object.keys(SUBJECTS).map((kind) => `${kind}/:id/correct`);
const FORM = {
  title: 'Correct an entry',
  check: 'What was recorded stays. Your correction stands beside it for good, in your name.',
  button: 'Record the correction',
};
const REASON: Field = { is: 'long text', name: 'reason', label: 'Why it is corrected' };
/** The moment of the correction itself would have the name of the field that says when the entry happened. */
const SHOULD_SAY = 'shouldSay';

/** An entry says something wrong: which field, what it should say, and why. What was recorded stays as it is. */
@HtmlController()
export class CorrectionsController {
  constructor(
    private readonly pages: Pages,
    private readonly desk: CommandDesk,
  ) {}

  @PageAt(...ADDRESSES)
  @Needs('give commands')
  async ask(@Param('id') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const correcting = await this.#find(rawId, asked, request);
    return this.#show(correcting, blankForm(correcting.fields, correcting.frame.now), randomUUID());
  }

  @FormAt(...ADDRESSES)
  @Needs('give commands')
  async take(
    @Param('id') rawId: string,
    @Body() body: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const correcting = await this.#find(rawId, body, request);
    const { entry, fields, ids, back, frame } = correcting;
    const chosen = found(correcting.chosen, 'This field');
    const commandId = id(text(body.commandId) ?? randomUUID(), 'This form');
    const { typed, facts, problems: unread } = readForm(fields, body);
    const { [SHOULD_SAY]: said, ...others } = facts;
    const now = (said as Readonly<Record<string, unknown>> | undefined)?.[chosen.name];
    const command = { ...others, ...ids, correctsEventId: entry.id, field: chosen.name, now };
    if (body.step === 'change') return this.#show(correcting, typed, commandId);
    const asked = { name: 'CorrectEntry', body: command, by: frame.actor };
    const weighed = body.step === 'confirm' ? undefined : await this.desk.weigh(asked);
    if (weighed?.is === 'allowed')
      return this.pages.show('check-answers', frame, {
        form: FORM,
        about: { text: entry.label, href: back },
        action: `${back}/correct`,
        carried: { commandId, entry: entry.id, type: entry.type, field: chosen.name },
        typed,
        answers: answersOf(fields, typed, facts),
      });
    const answer = weighed ?? (await this.desk.take({ ...asked, commandId }));
    switch (answer.is) {
      case 'done':
        remember(reply, 'CorrectEntry', answer.receipt.position);
        return seeOther(reply, address(back, { at: answer.receipt.position }));
      case 'invalid': {
        void reply.status(422);
        const { now: missing, ...problems } = answer.problems;
        const first = fields[0]?.name ?? '';
        return this.#show(correcting, typed, commandId, {
          ...problems,
          ...(missing ? { [first]: ['must be given'] } : {}),
          ...unread,
        });
      }
      case 'refused': {
        void reply.status(statusOfRefusal(answer.refusal));
        const { rule, message } = answer.refusal;
        const first = fields[0]?.name ?? '';
        return rule === 'correction-not-valid'
          ? this.#show(correcting, typed, commandId, { [first]: [message] })
          : this.#show(correcting, typed, commandId, {}, message);
      }
      case 'unknown command':
        throw new Error('The desk does not know CorrectEntry');
    }
  }

  async #find(rawId: string, asked: Asked, request: FastifyRequest): Promise<Correcting> {
    const frame = await this.pages.frame(request);
    const [kind] = Object.keys(SUBJECTS).filter((each) => request.url.startsWith(`/${each}/`));
    const name = SUBJECTS[kind as keyof typeof SUBJECTS];
    const subject = id(rawId, 'This page');
    const eventId = id(text(asked.entry) ?? '', 'This entry');
    const type = text(asked.type, 60) ?? '';
    const entry = found(await this.#entry(frame.seen, { [name]: subject, type }, eventId), 'This entry');
    // Whoever may correct entries need not be of those who see a case.
    if (!maySee(frame.actor.role, SEEN[kind as keyof typeof SEEN]))
      throw new ForbiddenException(notPermitted(frame.actor, FORM.title).message);
    const choices = fieldsToCorrect(found(correctable.get(entry.type), 'A correction of such an entry'));
    const chosen = choices.find((choice) => choice.name === text(asked.field, 60));
    const boxes = chosen?.boxes.map((box) => ({
      ...box,
      name: `${SHOULD_SAY}.${box.name}`,
      label: chosen.boxes.length === 1 ? `What it should say: ${lowerFirst(box.label)}` : box.label,
    }));
    return {
      ...{ frame, entry, choices, chosen },
      fields: boxes ? [...boxes, REASON, ...WHEN] : [],
      ids: { caseId: entry.caseId, [name]: subject },
      back: `/${kind}/${subject}`,
    };
  }

  async #entry(
    seen: Seen,
    filter: { exhibitId?: string; type: string },
    eventId: string,
  ): Promise<TimelineItem | undefined> {
    for await (const { items } of pagesOf((cursor) => seen.audit(filter, cursor))) {
      const entry = items.find(({ id }) => id === eventId);
      if (entry) return entry;
    }
    return undefined;
  }

  #show(correcting: Correcting, typed: Typed, commandId: string, problems: Problems = {}, refusal?: string): string {
    const { frame, fields, ...shown } = correcting;
    return this.pages.show('correct', frame, {
      ...shown,
      commandId,
      complaints: [...(refusal === undefined ? [] : [{ text: refusal }]), ...complaintsOf(fields, typed, problems)],
      components: componentsOf(fields, typed, problems),
    });
  }
}
