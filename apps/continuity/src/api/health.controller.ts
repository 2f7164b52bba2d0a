import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Needs } from '../access/needs.js';
import { type Operations } from '../operations/operations.js';
import { OPERATIONS } from '../parts.js';
import { isFromHere } from './body.js';
import { notFound } from './problem.js';

@Controller()
export class HealthController {
  constructor(@Inject(OPERATIONS) private readonly operations: Operations) {}

  /** The process answers. */
  @Get('health/live')
  @Needs('operate')
  live() {
    return { status: 'live' };
  }

  /** It can take commands and show what is so: the ledger is in reach, and the read models are not far behind it. */
  @Get('health/ready')
  @Needs('operate')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const health = await this.operations.health();
    if (health.status !== 'ready') void reply.status(503).header('retry-after', '1');
    return health;
  }

  /** For this machine only; others are given HEALTH_PORT. */
  @Get('metrics')
  @Needs('operate')
  async metrics(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    if (!isFromHere(request)) throw notFound('GET /metrics');
    const { registry } = this.operations.metrics;
    void reply.type(registry.contentType);
    return registry.metrics();
  }
}
