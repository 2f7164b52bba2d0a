import {
  applyDecorators,
  Controller,
  ForbiddenException,
  Get,
  Header,
  Injectable,
  Post,
  UseFilters,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { ErrorPages } from './error-pages.js';

const asHtml = () =>
  applyDecorators(
    Header('content-type', 'text/html; charset=utf-8'),
    // What a page shows must not stay behind on a shared machine.
    Header('cache-control', 'no-store'),
  );

/** A controller whose answers, errors included, are pages. */
export const HtmlController = () => applyDecorators(Controller(), UseFilters(ErrorPages));

export const PageAt = (...paths: string[]) => applyDecorators(Get(paths), asHtml());

/** A form sent from one of our own pages. */
export const FormAt = (...paths: string[]) => applyDecorators(Post(paths), asHtml(), UseGuards(FromOurPages));

/** A form on another site must not act in the name of whoever is here. */
@Injectable()
export class FromOurPages implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const site = headers['sec-fetch-site'];
    const ours =
      site === undefined
        ? headers.origin !== undefined && sameHost(headers.origin, headers.host)
        : site === 'same-origin' || site === 'none';
    if (!ours) throw new ForbiddenException('This form was sent from another site.');
    return true;
  }
}

const sameHost = (origin: string, host: string | undefined): boolean =>
  URL.canParse(origin) && new URL(origin).host === host;
