import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Pending } from '#access';
import { fastifyCookie } from '@fastify/cookie';

/** How long a sign-in at the provider may take. */
const PENDING_S = 10 * 60;

/** A sign-in on its way, and the page that it began at. */
export interface PendingSignIn extends Pending {
  readonly back: string;
}

/**
 * The cookies of sign-in. Lax, because people come back from the provider's site: a Strict one would not be sent then. Behind https
 * they are the host's own (`__Host-`): no other name below the same domain can set them.
 */
export class SignInCookies {
  readonly #secure: boolean;
  readonly #session: string;
  readonly #pending: string;

  constructor(publicUrl: string) {
    this.#secure = publicUrl.startsWith('https:');
    const prefix = this.#secure ? '__Host-' : '';
    this.#session = `${prefix}continuity-session`;
    this.#pending = `${prefix}continuity-sign-in`;
  }

  /** Read here, because the door comes before the plugin that reads cookies. */
  session(request: FastifyRequest): string | undefined {
    return fastifyCookie.parse(request.headers.cookie ?? '')[this.#session];
  }

  /** It goes with the browser's window: how long it counts is the server's to say. */
  setSession(reply: FastifyReply, secret: string): void {
    void reply.setCookie(this.#session, secret, this.#kept());
  }

  clearSession(reply: FastifyReply): void {
    void reply.clearCookie(this.#session, this.#kept());
  }

  setPending(reply: FastifyReply, pending: PendingSignIn): void {
    const value = Buffer.from(JSON.stringify(pending)).toString('base64url');
    void reply.setCookie(this.#pending, value, { ...this.#kept(), maxAge: PENDING_S });
  }

  /** undefined when there is none that can be read; it counts once. */
  takePending(request: FastifyRequest, reply: FastifyReply): PendingSignIn | undefined {
    const value = request.cookies[this.#pending];
    if (value === undefined) return undefined;
    void reply.clearCookie(this.#pending, this.#kept());
    try {
      const { state, nonce, verifier, back } = JSON.parse(Buffer.from(value, 'base64url').toString()) as PendingSignIn;
      const whole = [state, nonce, verifier, back].every((part) => typeof part === 'string');
      return whole ? { state, nonce, verifier, back } : undefined;
    } catch {
      return undefined;
    }
  }

  #kept() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.#secure } as const;
  }
}
