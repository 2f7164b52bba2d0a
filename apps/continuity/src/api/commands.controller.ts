import { Body, Controller, Headers, Inject, Param, Post } from '@nestjs/common';
import { type People } from '#access';
import { CommandDesk, type Receipt } from '../commands/command-desk.js';
import { PEOPLE } from '../parts.js';
import { actorNamed, uuid } from './asked.js';
import { invalid, notFound, refused } from './problem.js';

@Controller('api/commands')
export class CommandsController {
  constructor(
    private readonly desk: CommandDesk,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @Post(':name')
  async take(
    @Param('name') name: string,
    @Body() body: unknown,
    @Headers('idempotency-key') key?: string,
    @Headers('x-continuity-actor') actor?: string,
    @Headers('x-correlation-id') correlation?: string,
  ): Promise<Receipt> {
    const by = actorNamed(actor, this.people);
    const answer = await this.desk.take({
      name,
      body,
      by,
      commandId: uuid(key, 'Idempotency-Key'),
      ...(correlation === undefined ? {} : { correlationId: uuid(correlation, 'X-Correlation-Id') }),
    });
    switch (answer.is) {
      case 'done':
        return answer.receipt;
      case 'unknown command':
        throw notFound(`The command ${name}`);
      case 'invalid':
        throw invalid(answer.problems);
      case 'refused':
        throw refused(answer.refusal);
    }
  }
}
