import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { mayCommand, maySee, type PermissionName, type People, type PersonOnDuty } from '#access';
import { type ReadModels, type Seen } from '#read-models';
import '@fastify/cookie';
import { personOf, somebodyOf } from '../access/door.js';
import { viewOf } from '../access/guard.js';
import { type SignIn } from '../access/sign-in.js';
import { type Integrity } from '../integrity.js';
import { INTEGRITY, PEOPLE, READ_MODELS, SIGN_IN } from '../parts.js';
import { wholeNumber, type Asked } from './asked.js';
import { doneText } from './entries/forms.js';
import { Views, type View } from './rendering/views.js';

const RECORDED = 'recorded';
/** How long a page waits for the read models to have the event that the reader has just recorded. */
const WAIT_MS = 2_000;

const COOKIE = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

/** What stands around every page. */
export interface Frame {
  /** Who asks. */
  readonly actor: PersonOnDuty;
  /** What they may see. */
  readonly seen: Seen;
  readonly now: string;
  /** The page's address, to come back to. */
  readonly here: string;
  /** The read models do not have what the reader has just recorded. */
  readonly behind: boolean;
  /** What has just been recorded, to say so once. */
  readonly recorded: string | undefined;
}

/** The same around a page that nobody need be signed in for. */
export type OpenFrame = Omit<Frame, 'actor' | 'seen'> & Partial<Pick<Frame, 'actor' | 'seen'>>;

/** What every controller of pages needs: who is here, and how to answer. */
@Injectable()
export class Pages {
  constructor(
    private readonly views: Views,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(PEOPLE) private readonly people: People,
    @Inject(SIGN_IN) private readonly signIn: Pick<SignIn, 'config'>,
    @Inject(INTEGRITY) private readonly integrity: Pick<Integrity, 'alarms'>,
  ) {}

  /** Whether people sign in as invented ones, which what is taken away says too. */
  get isDemonstration(): boolean {
    return this.signIn.config.by === 'demonstration';
  }

  /** Comes first on every page: with `?at=<position>` it waits until the read models are there. */
  async frame(request: FastifyRequest): Promise<Frame> {
    const at = wholeNumber((request.query as Asked).at);
    const behind = at !== undefined && !(await this.readModels.waitFor(at, WAIT_MS));
    const { seen } = await viewOf(request);
    return {
      ...{ ...around(request), actor: somebodyOf(request), seen },
      ...{ behind, recorded: justRecorded(request, at) },
    };
  }

  /** For a page that nobody need be signed in for; it asks nothing of the read models. */
  openFrame(request: FastifyRequest): OpenFrame {
    return { ...around(request), actor: personOf(request), behind: false, recorded: undefined };
  }

  show(view: View, { seen: _seen, ...frame }: OpenFrame, content: object): string {
    return this.views.render(view, {
      ...frame,
      demonstration: this.isDemonstration,
      drawn: Date.parse(frame.now),
      alarms: frame.actor ? this.integrity.alarms() : [],
      done: doneText(frame.recorded),
      // A link that leads to a refusal is not shown.
      permitted: (permission: PermissionName) => frame.actor !== undefined && maySee(frame.actor.role, permission),
      mayGive: (command: string) => frame.actor !== undefined && mayCommand(frame.actor.role, command),
      nameOf: (id: string) => this.people.find(id)?.name ?? id,
      ...content,
    });
  }

  /** An error page asks nothing of the read models: they may be what failed. */
  showError(
    request: FastifyRequest,
    content: { readonly title: string; readonly text: string; readonly unknownCase?: string | undefined },
  ): string {
    return this.show('error', this.openFrame(request), content);
  }
}

const around = (request: FastifyRequest) => ({ now: new Date().toISOString(), here: request.url });

/** 303: a reload of the page that follows sends nothing again. */
export function seeOther(reply: FastifyReply, location: string): string {
  void reply.status(303).header('location', location);
  return '';
}

/** Remembers, for the page that follows, what was recorded where. A link from elsewhere cannot claim it. */
export const remember = (reply: FastifyReply, command: string, position: number): void =>
  void reply.setCookie(RECORDED, `${command}.${position}`, { ...COOKIE, maxAge: 30 });

function justRecorded(request: FastifyRequest, at: number | undefined): string | undefined {
  const [command, position] = request.cookies[RECORDED]?.split('.') ?? [];
  return at !== undefined && position === String(at) ? command : undefined;
}
