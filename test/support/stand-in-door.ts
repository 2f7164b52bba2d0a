import { type FastifyInstance } from 'fastify';
import { DEMONSTRATION_PEOPLE, peopleOf } from '#access';
import '../../apps/continuity/src/access/door.js';

/** In place of the door, for pages without sign-in behind them: whoever the cookie `actor` names, or a bearer token that is their id. */
export function openStandInDoor(fastify: FastifyInstance): void {
  const people = peopleOf(DEMONSTRATION_PEOPLE);
  fastify.decorateRequest('person', null);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { cookie, authorization } = request.headers;
    const [, id = ''] = /\bactor=(\w+)/.exec(cookie ?? '') ?? /^Bearer (\w+)$/.exec(authorization ?? '') ?? [];
    request.person = people.find(id) ?? null;
    done();
  });
}
