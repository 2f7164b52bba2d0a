import { Controller, Get, Header, Inject, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Seen } from '#read-models';
import { type SealedLog } from '#sealer';
import { SeenByThem } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { SEALED_LOG } from '../parts.js';
import { uuid } from './asked.js';
import { notFound } from './problem.js';

const TEXT = 'text/plain; charset=utf-8';

/** The sealed log for whoever wants to follow it: hashes only, as C2SP tlog-tiles serves them. */
@Controller()
export class SealedLogController {
  constructor(@Inject(SEALED_LOG) private readonly log: SealedLog) {}

  @Get('checkpoint')
  @Needs('public')
  @Header('content-type', TEXT)
  @Header('cache-control', 'no-cache')
  async checkpoint(): Promise<string> {
    const sealed = await this.log.published();
    if (!sealed) throw notFound('A checkpoint');
    return sealed.note;
  }

  @Get('tile/*')
  @Needs('public')
  async tile(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    const bytes = await this.log.tile(request.url.slice(1));
    if (!bytes) throw notFound('This tile');
    void reply.header('cache-control', 'public, max-age=31536000, immutable');
    return new StreamableFile(bytes, { type: 'application/octet-stream', length: bytes.length });
  }

  /** That the event is in the log, checkable offline (C2SP tlog-proof). 404 also for an event that is not sealed yet. */
  @Get('api/events/:id/proof')
  @Needs('see a proof')
  @Header('content-type', TEXT)
  @Header('cache-control', 'no-cache')
  async proof(@SeenByThem() seen: Seen, @Param('id') rawId: string): Promise<string> {
    const id = uuid(rawId, 'id');
    const caseId = await this.log.caseOf(id);
    const isSeen = caseId !== undefined && (await seen.sees(caseId));
    const proof = isSeen ? await this.log.proofOf(id) : undefined;
    if (proof === undefined) throw notFound('This event, in the sealed log,');
    return proof;
  }
}
