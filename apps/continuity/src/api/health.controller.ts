import { Controller, Get, Inject } from '@nestjs/common';
import { type Ledger } from '#ledger';
import { LEDGER } from '../parts.js';
import { tryAgain } from './problem.js';

@Controller('health')
export class HealthController {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  /** The process answers. */
  @Get('live')
  live() {
    return { status: 'live' };
  }

  /** It can take commands: the ledger is in reach. */
  @Get('ready')
  async ready() {
    const position = await this.ledger.head().catch(() => {
      throw tryAgain('The ledger is out of reach.');
    });
    return { status: 'ready', position };
  }
}
