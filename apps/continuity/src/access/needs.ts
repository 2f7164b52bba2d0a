import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { type PermissionName } from '#access';

export const NEEDS = 'needs';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of the route that a request came to: what the hooks on it go by, which meet what no guard and no handler lets through. */
    needs?: PermissionName;
  }
}

/** What somebody must be permitted to be answered at this address. */
export const Needs = (needs: PermissionName) =>
  applyDecorators(SetMetadata<string, PermissionName>(NEEDS, needs), RouteConfig({ needs }));
