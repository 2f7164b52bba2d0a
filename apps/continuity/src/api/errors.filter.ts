import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { NotPermitted } from '../access/guard.js';
import { JsonProfileError } from '#integrity';
import { LedgerUnavailable } from '#ledger';
import { NotACursor } from '#read-models';
import { statusOf } from '../status.js';
import { codeOf, reason } from '../thrown.js';
import { log } from '../log.js';
import { ErrorPages } from '../pages/error-pages.js';
import { forbidden, invalid, malformed, notFound, Problem, tryAgain } from './problem.js';

/**
 * Turns whatever was thrown into problem+json or, outside the API, a page. What is nobody's fault but ours is logged, and told
 * without its insides.
 */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(private readonly errorPages: ErrorPages) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (!/^\/(api|health|metrics|checkpoint|tile)\b/.test(request.url))
      return this.errorPages.answer(error, request, reply);
    const problem = problemOf(error, request);
    if (problem.status >= 500)
      log.error({ err: error, method: request.method, path: request.routeOptions.url }, 'request failed');
    void reply
      .status(problem.status)
      .headers(problem.headers)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem.details));
  }
}

export function problemOf(error: unknown, { method, url }: Pick<FastifyRequest, 'method' | 'url'>): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof NotPermitted) return forbidden(error.message);
  if (error instanceof JsonProfileError) {
    return invalid(Object.fromEntries(error.faults.map(({ path, message }) => [path || 'body', [message]])));
  }
  if (error instanceof NotACursor)
    return malformed('after is not a cursor of this list.', { after: ['is not a cursor of this list'] });
  if (error instanceof SyntaxError)
    return malformed(`The body is not JSON: ${error.message}`, { body: ['is not JSON'] });
  if (isNotUtf8(error)) return malformed('The body is not UTF-8.', { body: ['is not UTF-8'] });
  if (error instanceof LedgerUnavailable)
    return tryAgain('The ledger could not take it in time. Nothing was lost: send the same again.');
  const status = statusOf(error);
  if (status === 503) return tryAgain('A part of this is out of reach. Nothing was lost.');
  if (status === 404) return notFound(`${method} ${url.split('?')[0]}`);
  if (status < 400 || status >= 500)
    return new Problem('fault', 500, { detail: 'Something went wrong here. It was logged.' });
  return new Problem('malformed', status, {
    detail: reason(error),
  });
}

/** Told by its code: what Node throws is of another realm's TypeError where the tests run. */
const isNotUtf8 = (error: unknown): boolean => codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA';
