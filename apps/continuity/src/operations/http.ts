import { performance } from 'node:perf_hooks';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Operations } from './operations.js';
import { type OpenSpan } from './traces.js';

/**
 * Those who look after the product are answered however busy it is, and it itself when it asks the demonstration's provider for its
 * keys; an open page's stream is bounded by `Live`.
 */
const ALWAYS_ANSWERED = /^\/(health|metrics|live|oidc\/(jwks|\.well-known))\b/;

interface Open {
  readonly began: number;
  readonly span: OpenSpan;
}

/** Times, counts and traces every request, and turns away what comes when `atOnce` are being answered: memory is finite. */
export function watchRequests(fastify: FastifyInstance, { metrics, traces }: Operations, atOnce: number): void {
  const open = new WeakMap<FastifyRequest, Open>();
  const counted = new Set<FastifyRequest>();
  const over = (request: FastifyRequest) => counted.delete(request);
  metrics.gauge('http_requests_in_hand', 'Requests that are being answered', () => Promise.resolve(counted.size));

  fastify.addHook('onRequest', (request, reply, done) => {
    if (!ALWAYS_ANSWERED.test(request.url)) {
      if (counted.size >= atOnce) {
        metrics.turnedAway.inc();
        const title = 'Service Unavailable';
        const detail = 'Too many requests at once. Nothing was done: send the same again.';
        void reply
          .status(503)
          .headers({ 'retry-after': '1' })
          .type('application/problem+json; charset=utf-8')
          .send(JSON.stringify({ type: 'urn:continuity:problem:unavailable', title, status: 503, detail }));
        return;
      }
      counted.add(request);
      // Also when the client left before its answer: then there is no response to hook on to.
      reply.raw.once('close', () => over(request));
    }
    traces.request(request.method, correlationOf(request), (span) => {
      open.set(request, { began: performance.now(), span });
      done();
    });
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { began, span } = open.get(request) ?? {};
    const route = request.routeOptions.url ?? 'none';
    const status = String(reply.statusCode);
    if (began !== undefined)
      metrics.httpSeconds.observe({ method: request.method, route, status }, (performance.now() - began) / 1_000);
    span?.end(route, reply.statusCode);
    done();
  });
}

/** As the command's events will carry it. */
function correlationOf({ headers }: FastifyRequest): string | undefined {
  const told = headers['x-correlation-id'] ?? headers['idempotency-key'];
  return typeof told === 'string' ? told : undefined;
}
