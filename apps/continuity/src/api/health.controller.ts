import { Controller, Get, Inject, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Needs } from '../access/needs.js';
import { type Operations } from '../operations/operations.js';
import { OPERATIONS } from '../parts.js';

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

  @Get('metrics')
  @Needs('operate')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply) {
    const { registry } = this.operations.metrics;
    void reply.type(registry.contentType);
    return registry.metrics();
  }
}
