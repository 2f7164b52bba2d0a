import { type FastifyInstance } from 'fastify';
import { DEMONSTRATION_PATH } from '#access';
import { type SignIn } from './sign-in.js';

/** The demonstration's provider below an address of its own: it reads its requests, and writes its answers, itself. */
export function mountProvider(fastify: FastifyInstance, signIn: SignIn): void {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
    scope.all(`${DEMONSTRATION_PATH}/*`, { config: { needs: 'public' } }, (request, reply) => {
      const { local } = signIn.opened;
      reply.hijack();
      // What the server sets on every answer counts here too.
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value);
      local?.answer(request.raw, reply.raw);
    });
    done();
  });
}
