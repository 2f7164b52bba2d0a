import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { NotAToken, type PermissionName, type PersonOnDuty } from '#access';
import { NobodySignedIn } from '../api/problem.js';
import { address } from '../pages/asked.js';
import './needs.js';
import { type SignIn } from './sign-in.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null for nobody known. Read it by `personOf`. */
    person: PersonOnDuty | null;
  }
}

/** What is answered to nobody signed in. An address that says nothing of what it needs is not. */
const OPEN: ReadonlySet<PermissionName | undefined> = new Set(['public', 'operate']);

/** Says of every request who asks, before anything of it is read, and lets nobody in who is not signed in. */
export function openDoor(fastify: FastifyInstance, signIn: SignIn): void {
  fastify.decorateRequest('person', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (OPEN.has(request.routeOptions.config.needs)) return done();
    request.person = ofKnownToken(request, signIn) ?? null;
    return request.person === null ? letIn(request, reply, signIn) : done();
  });
}

async function letIn(request: FastifyRequest, reply: FastifyReply, signIn: SignIn): Promise<FastifyReply | undefined> {
  request.person = (await whoAsks(request, signIn)) ?? null;
  return request.person === null ? turnAway(request, reply) : undefined;
}

/** Who asks; undefined for nobody known. */
export const personOf = (request: FastifyRequest): PersonOnDuty | undefined => request.person ?? undefined;

/** @throws NobodySignedIn when nobody known asks */
export function somebodyOf(request: FastifyRequest): PersonOnDuty {
  const person = personOf(request);
  if (person) return person;
  throw new NobodySignedIn();
}

/**
 * Whose bearer token it is or, where a browser asks, whose session. A command of the API takes a token only: no browser sends one
 * by itself, so that no other site can have a command sent.
 *
 * @throws NobodySignedIn for a token that is not valid; ProviderUnavailable
 */
async function whoAsks(request: FastifyRequest, signIn: SignIn): Promise<PersonOnDuty | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return ofToken(authorization, signIn);
  if (isOfApi(request) && !isRead(request)) return undefined;
  const secret = signIn.opened.cookies.session(request);
  return secret === undefined ? undefined : signIn.sessions.find(secret, isInUse(request));
}

/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

const tokenIn = (authorization: string): string | undefined => BEARER.exec(authorization)?.[1];

/** Whose token it is, when that was looked into a moment ago. */
function ofKnownToken({ headers: { authorization } }: FastifyRequest, { opened }: SignIn): PersonOnDuty | undefined {
  const token = authorization === undefined ? undefined : tokenIn(authorization);
  return token === undefined ? undefined : opened.tokens.known(token);
}

async function ofToken(authorization: string, signIn: SignIn): Promise<PersonOnDuty> {
  const token = tokenIn(authorization);
  if (token === undefined) throw new NobodySignedIn('token');
  return signIn.bearer(token).catch((error: unknown) => {
    throw error instanceof NotAToken ? new NobodySignedIn('token') : error;
  });
}

/** Whoever opens a page is sent to sign in and comes back to it; whatever else asks is told. @throws NobodySignedIn */
function turnAway(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const opens = (request.headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';
  if (isOfApi(request) || !opens) throw new NobodySignedIn();
  // A form is gone with the session that it was sent in: back to the page that it stood on.
  const back = isRead(request) ? request.url : pathOf(request.headers.referer);
  return reply
    .status(303)
    .header('location', address('/sign-in', { return: back }))
    .send();
}

/** The page that describes the API is opened like any other. */
export const isOfApi = ({ url }: FastifyRequest): boolean => /^\/api\b/.test(url) && !/^\/api\/docs\b/.test(url);
const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';
/** Only a page that somebody opens keeps a session from ending: not what an open page asks for by itself. */
const isInUse = ({ headers }: FastifyRequest): boolean => headers['sec-fetch-mode'] === 'navigate';

function pathOf(referer: string | undefined): string | undefined {
  if (referer === undefined || !URL.canParse(referer)) return undefined;
  const { pathname, search } = new URL(referer);
  return pathname + search;
}
