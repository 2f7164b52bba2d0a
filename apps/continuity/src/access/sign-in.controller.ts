import { Inject, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { NotSignedIn, personOf, ProviderUnavailable } from '#access';
import { log } from '../log.js';
import { address, pathHere, type Asked } from '../pages/asked.js';
import { FormAt, HtmlController, PageAt } from '../pages/html.js';
import { Pages, seeOther } from '../pages/pages.js';
import { SIGN_IN } from '../parts.js';
import { Needs } from './needs.js';
import { type SignIn } from './sign-in.js';

/** Signing in and out. Whatever goes wrong is told in the same words: what it was is in the log. */
@HtmlController()
export class SignInController {
  constructor(
    private readonly pages: Pages,
    @Inject(SIGN_IN) private readonly signIn: SignIn,
  ) {}

  /** To the provider; `?return=` is the page to come back to. */
  @PageAt('sign-in')
  @Needs('public')
  async begin(
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { relyingParty, cookies, settings } = this.signIn.opened;
    const back = pathHere(asked.return);
    // The provider sends people back to that address: under another name the cookie would not be there.
    if (request.headers.host !== new URL(settings.publicUrl).host)
      return seeOther(reply, settings.publicUrl + address('/sign-in', { return: back }));
    const { url, pending } = await relyingParty.begin();
    cookies.setPending(reply, { ...pending, back });
    return seeOther(reply, url.href);
  }

  /** Back from the provider, with a code or with an error. */
  @PageAt('sign-in/callback')
  @Needs('public')
  async finish(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { backOff, sessions } = this.signIn;
    const { cookies, relyingParty } = this.signIn.opened;
    const waits = backOff.waits(request.ip);
    if (waits > 0) {
      void reply.status(429).header('retry-after', String(waits));
      return signInFailed(this.pages, 'There were too many attempts. Wait a minute, then try again.');
    }
    const pending = cookies.takePending(request, reply);
    const before = cookies.session(request);
    // Another window of this browser has signed in meanwhile.
    if (!pending && before !== undefined && (await sessions.find(before, true))) return seeOther(reply, '/');
    try {
      if (!pending) throw new NotSignedIn('This browser has no sign-in on its way');
      const { claims, idToken } = await relyingParty.finish(queryOf(request), pending);
      const person = personOf(claims);
      if (!person) throw new NotSignedIn('The provider does not say who, in which role, of which force and unit');
      if (before !== undefined) await sessions.end(before);
      cookies.setSession(reply, await this.signIn.admit(person, idToken));
      backOff.succeeded(request.ip);
      log.info({ person: person.id }, 'signed in');
      return seeOther(reply, pending.back);
    } catch (error) {
      if (!(error instanceof NotSignedIn)) throw error;
      backOff.failed(request.ip);
      log.warn({ err: error }, 'sign-in failed');
      void reply.status(401);
      return signInFailed(this.pages, undefined, pending?.back);
    }
  }

  @FormAt('sign-out')
  @Needs('public')
  async out(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { cookies, relyingParty } = this.signIn.opened;
    const secret = cookies.session(request);
    cookies.clearSession(reply);
    // Not the cookies: the provider needs its own to sign this browser out. Nobody goes back to a page that was shown.
    void reply.header('clear-site-data', '"cache", "storage"');
    const idToken = secret === undefined ? undefined : await this.signIn.sessions.end(secret);
    // Signed out here in any case; a provider that is away is told nothing.
    const there = idToken === undefined ? undefined : await relyingParty.signOutUrl(idToken).catch(unlessAway);
    return seeOther(reply, there?.href ?? '/signed-out');
  }

  @PageAt('signed-out')
  @Needs('public')
  signedOut(@Req() request: FastifyRequest): string {
    return this.pages.show('notice', this.pages.openFrame(request), {
      title: 'You are signed out',
      text: 'Close this window if others use this computer.',
      button: { text: 'Sign in', href: '/sign-in' },
    });
  }
}

/** The same words for whatever it was. @param back the page that somebody wanted */
export const signInFailed = (
  pages: Pages,
  text = 'Try again. If it goes on, ask whoever looks after Continuity for your force.',
  back?: string,
): string =>
  pages.show(
    'notice',
    { now: new Date().toISOString(), here: '/sign-in', behind: false, recorded: undefined },
    {
      title: 'You could not be signed in',
      text,
      button: { text: 'Try again', href: address('/sign-in', { return: back }) },
    },
  );

const queryOf = ({ url }: FastifyRequest): string => url.slice(url.indexOf('?')).replace(/^[^?].*/s, '');

function unlessAway(error: unknown): undefined {
  if (!(error instanceof ProviderUnavailable)) throw error;
}
