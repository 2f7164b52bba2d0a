import { type FastifyInstance } from 'fastify';
import { parseJson } from '#integrity';

/** The largest body that is read: a command is some hundred bytes. */
export const BODY_LIMIT = 1024 * 1024;

/** Fatal: bytes that are no UTF-8 must be refused, not replaced unseen. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads JSON and nothing else, under the ledger's profile, so that what is refused there is refused at the door. */
export function readStrictJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => {
      try {
        done(null, parseJson(utf8.decode(body as Buffer)));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Until people sign in, only this machine is answered: another site's page cannot reach in under a name of its own. */
export function answerLoopbackOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (LOOPBACK.test(request.headers.host ?? '')) return done();
    void reply.status(421).type('text/plain').send('This demonstration answers on localhost only.\n');
  });
}
