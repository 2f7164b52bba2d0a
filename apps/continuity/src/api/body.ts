import { type FastifyInstance, type FastifyRequest } from 'fastify';
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

/** Answers under the name that people know it by, and to this machine: another site's page cannot reach in under a name of its own. */
export function answerOwnName(fastify: FastifyInstance, publicUrl: string | undefined): void {
  const own = publicUrl === undefined ? undefined : new URL(publicUrl).host;
  fastify.addHook('onRequest', (request, reply, done) => {
    const { host = '' } = request.headers;
    if (LOOPBACK.test(host) || host.toLowerCase() === own) return done();
    void reply.status(421).type('text/plain').send('Continuity is not reached by this name.\n');
  });
}

/** Asked by a program on this machine, past any proxy. */
export const isFromHere = ({ headers, socket }: FastifyRequest): boolean =>
  LOOPBACK.test(headers.host ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
