import { Controller, Get, Headers, NotFoundException, Param, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Needs } from '../../access/needs.js';
import { Views } from './views.js';

const A_YEAR = 'public, max-age=31536000, immutable';

@Controller('assets')
export class AssetsController {
  constructor(private readonly views: Views) {}

  @Get(':version/:name')
  @Needs('public')
  asset(
    @Param('version') version: string,
    @Param('name') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept-encoding') encodings = '',
  ): Buffer {
    const asset = this.views.assets.get(name);
    if (!asset) throw new NotFoundException();
    const gzip = /\bgzip\b/.test(encodings);
    void reply.headers({
      'content-type': asset.type,
      // A page from before an upgrade may still ask under the old version: it gets the new file, not to keep.
      'cache-control': version === this.views.assetsVersion ? A_YEAR : 'no-cache',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    });
    return gzip ? asset.gzipped : asset.body;
  }
}
