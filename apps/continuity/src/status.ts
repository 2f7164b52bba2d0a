import { HttpException } from '@nestjs/common';
import { ProviderUnavailable } from '#access';
import { LedgerUnavailable } from '#ledger';
import { NotACursor } from '#read-models';
import { Problem } from './api/problem.js';
import { codeOf, property, reason } from './thrown.js';

/** What PostgreSQL and the network say when the database is away, not wrong. */
const AWAY = new Set<unknown>([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  ...['57P01', '57P02', '57P03', '53300'], // shutting down, crashed, starting up, too many connections
]);
/** What pg and pg-pool say of it themselves, without a code. */
const AWAY_IN_WORDS = /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated)/;

/** The HTTP status that tells it: 4xx for what a client sent, 503 for a part that is away, 500 for a fault of ours. */
export function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof LedgerUnavailable || thrown instanceof ProviderUnavailable || AWAY.has(codeOf(thrown)))
    return 503;
  if (AWAY_IN_WORDS.test(reason(thrown))) return 503;
  if (thrown instanceof NotACursor) return 400;
  if (thrown instanceof Problem) return thrown.status;
  // Fastify's own refusals of what a client sent: too large, of an unknown kind, not as declared.
  const status = property(thrown, 'statusCode');
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
