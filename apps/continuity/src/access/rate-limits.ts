import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { Problem } from '../api/problem.js';
import { personOf } from './door.js';

/** What reads much or makes a file: a person needs few of them. */
const HEAVY = /audit|search|custody-record|packs?\/|labels|continuity$/;
const HEAVY_SHARE = 50;
const ALWAYS_ANSWERED = /^\/(health|metrics|assets|live)\b/;

/**
 * Lets each person, or the address of nobody known, ask so often in a minute, and a fiftieth as often for what costs much; beyond
 * it 429 says when to come back. Counted in each process by itself. Call after the door was opened, before routes are registered.
 */
export async function limitRates(fastify: FastifyInstance, perMinute: number): Promise<void> {
  await fastify.register(rateLimit, {
    hook: 'preHandler',
    timeWindow: '1 minute',
    cache: 10_000,
    keyGenerator: (request) => `${isHeavy(request) ? 'heavy' : 'any'} ${personOf(request)?.id ?? request.ip}`,
    max: (request) => (isHeavy(request) ? Math.ceil(perMinute / HEAVY_SHARE) : perMinute),
    allowList: ({ url }) => ALWAYS_ANSWERED.test(url),
    addHeadersOnExceeding: NO_HEADERS,
    addHeaders: NO_HEADERS,
    errorResponseBuilder: (_request, { ttl }) => {
      const seconds = Math.ceil(ttl / 1_000);
      const detail = `That is too often. Nothing was done: send the same again in ${seconds} s.`;
      return new Problem('too-often', 429, { detail }, { 'retry-after': String(seconds) });
    },
  });
}

const NO_HEADERS = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };

const isHeavy = ({ routeOptions }: FastifyRequest): boolean => HEAVY.test(routeOptions.url ?? '');
