import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { viewOf } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { text, wholeNumber, type Asked } from './asked.js';
import { Live } from './live.js';

@Controller('live')
export class LiveController {
  constructor(private readonly live: Live) {}

  @Get()
  @Needs('be signed in')
  async open(@Query() asked: Asked, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { sight } = await viewOf(request);
    if (!this.live.hasRoom) {
      void reply.status(503).header('retry-after', '30').send();
      return;
    }
    reply.hijack();
    // What the server sets on every answer counts here too.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    const subject = text(asked.exhibit ?? asked.case, 36)?.toLowerCase();
    this.live.open(reply.raw, { sight, subject, drawnAt: wholeNumber(asked.drawn) });
  }
}
