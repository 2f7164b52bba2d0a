import { Catch, HttpException, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { aboutOf } from '../access/asked-for.js';
import { personOf } from '../access/door.js';
import { statusOf } from '../status.js';
import { Pages } from './pages.js';

interface ErrorText {
  readonly title: string;
  readonly text: string;
}

const TEXTS: Readonly<Record<number, ErrorText>> = {
  400: { title: 'That could not be read', text: 'Go back and try again.' },
  401: { title: 'You are not signed in', text: 'Open the page again to sign in.' },
  403: { title: 'That is not allowed', text: 'It was not done, and nothing was recorded.' },
  404: { title: 'Page not found', text: 'Check the address, or begin at the start page.' },
  413: { title: 'That is too large', text: 'Nothing was recorded. Shorten it and try again.' },
  429: { title: 'That was too often', text: 'Nothing was done. Wait a minute and try again.' },
  503: {
    title: 'Continuity cannot be reached at the moment',
    text: 'What was recorded is safe. Try again in a minute: sending the same form again records it once.',
  },
};
const FAULT: ErrorText = {
  title: 'Something went wrong here',
  text: 'It is not your fault, and it was noted. What was recorded is safe. Try again in a minute.',
};

/** Whatever is thrown, as a page: what happened in words, never a stack. */
@Catch()
@Injectable()
export class ErrorPages implements ExceptionFilter {
  readonly #logger = new Logger('Pages');

  constructor(private readonly pages: Pages) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const status = statusOf(thrown);
    if (status >= 500) this.#log(thrown, request, status);
    const html = this.pages.showError(request, {
      ...textOf(thrown, status),
      unknownCase: unknownCase(request, status),
    });
    if (status === 503) void reply.header('retry-after', '1');
    void reply
      .status(status)
      .headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
      .send(html);
  }

  /** The path without its query: what people searched for is personal data. */
  #log(thrown: unknown, request: FastifyRequest, status: number): void {
    const [path] = request.url.split('?');
    this.#logger.error(
      `${status} on ${request.method} ${path}`,
      thrown instanceof Error ? thrown.stack : String(thrown),
    );
  }
}

/** The case that somebody has the address of and may not see, or that is not there: it could be opened by break-glass. */
function unknownCase(request: FastifyRequest, status: number): string | undefined {
  return status === 404 && personOf(request) ? aboutOf(request).caseId : undefined;
}

/** Our own 403 and 404 name what they are about; Nest's name the route, which is nobody's concern. */
function textOf(thrown: unknown, status: number): ErrorText {
  const text = TEXTS[status] ?? (status < 500 ? TEXTS[400] : undefined) ?? FAULT;
  const ours =
    thrown instanceof HttpException &&
    (status === 403 || status === 404) &&
    !/^Cannot |^Not Found$|^Forbidden/.test(thrown.message);
  return ours ? { ...text, text: thrown.message } : text;
}
