import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type People, type PersonOnDuty } from '#access';
import { Problem } from '../api/problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null for nobody known. Read it by `personOf`. */
    person: PersonOnDuty | null;
  }
}

const ACTOR = 'actor';
const A_DAY_S = 24 * 60 * 60;

/** Says of every request who asks: until people sign in one of the demonstration's people, picked on a page or named in a header. */
export function openDoor(fastify: FastifyInstance, people: People): void {
  fastify.decorateRequest('person', null);
  fastify.addHook('preHandler', (request, _reply, done) => {
    const { 'x-continuity-actor': named } = request.headers;
    const id = request.url.startsWith('/api/') ? named : request.cookies[ACTOR];
    request.person = (typeof id === 'string' ? people.find(id) : undefined) ?? null;
    done();
  });
}

/** Who asks; undefined for nobody known. */
export const personOf = (request: FastifyRequest): PersonOnDuty | undefined => request.person ?? undefined;

/** @throws Problem 401 when nobody known asks */
export function somebodyOf(request: FastifyRequest): PersonOnDuty {
  const person = personOf(request);
  if (person) return person;
  const named = request.headers['x-continuity-actor'];
  const detail =
    named === undefined
      ? 'Name who acts in the header x-continuity-actor; GET /api/people lists them.'
      : `Nobody here is called ${String(named)}; GET /api/people lists who may be named in x-continuity-actor.`;
  throw new Problem('nobody-acts', 401, { detail });
}

// Loopback has no TLS, and a Secure cookie would be lost there; sign-in brings its own.
export const actAs = (reply: FastifyReply, person: PersonOnDuty): void =>
  void reply.setCookie(ACTOR, person.id, { path: '/', httpOnly: true, sameSite: 'strict', maxAge: A_DAY_S });
