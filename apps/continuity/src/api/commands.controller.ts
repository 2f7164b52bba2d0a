import { Body, Controller, Headers, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { somebodyOf } from '../access/door.js';
import { Needs } from '../access/needs.js';
import { CommandDesk, type Receipt } from '../commands/command-desk.js';
import { RECEIPTS } from '../parts.js';
import { uuid } from './asked.js';
import { invalid, malformed, notFound, Problem, refused } from './problem.js';
import { type Receipts } from './receipts.js';

/** Commands that may wait for their seal: whoever hands something over goes away with the proof. */
export const HANDING_OVER: ReadonlySet<string> = new Set([
  ...['SeizeDevice', 'BreakSeal', 'TransferCustody', 'ReceiveCustody', 'ReturnDevice', 'DestroyDevice'],
]);

export interface CommandAnswer extends Omit<Receipt, 'caseId' | 'recordedAt'> {
  /** Signed: an event of this hash that is not in the log when the receipt says was provably deleted. */
  readonly receipt: string;
  /** That it is in the log, where that was waited for: C2SP tlog-proof. */
  readonly proof?: string;
}

@Controller('api/commands')
export class CommandsController {
  constructor(
    private readonly desk: CommandDesk,
    @Inject(RECEIPTS) private readonly receipts: Receipts,
  ) {}

  @Post(':name')
  @Needs('give commands')
  async take(
    @Param('name') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Headers('idempotency-key') key?: string,
    @Headers('x-correlation-id') correlation?: string,
    @Query('sealed') sealed?: string,
  ): Promise<CommandAnswer> {
    const waits = waitsForSeal(name, sealed);
    const by = somebodyOf(request);
    const answer = await this.desk.take({
      name,
      body,
      by,
      commandId: uuid(key, 'Idempotency-Key'),
      ...(correlation === undefined ? {} : { correlationId: uuid(correlation, 'X-Correlation-Id') }),
    });
    switch (answer.is) {
      case 'done':
        return this.#answer(answer.receipt, waits);
      case 'unknown command':
        throw notFound(`The command ${name}`);
      case 'invalid':
        throw invalid(answer.problems);
      case 'refused':
        throw refused(answer.refusal);
    }
  }

  async #answer(done: Receipt, waits: boolean): Promise<CommandAnswer> {
    const { caseId: _caseId, recordedAt: _recordedAt, ...told } = done;
    const receipt = await this.receipts.sign(done);
    if (!waits) return { ...told, receipt };
    const proof = await this.receipts.proof(done);
    if (proof !== undefined) return { ...told, receipt, proof };
    const detail =
      'It is recorded, and not in the sealed log yet: send the same again with the same Idempotency-Key to ask for its proof.';
    throw new Problem('not-sealed-yet', 503, { title: 'Recorded, not sealed yet', detail, receipt }, RETRY);
  }
}

const RETRY = { 'retry-after': '5' };

/** @throws Problem 400 where it cannot be waited for. */
function waitsForSeal(name: string, sealed: string | undefined): boolean {
  if (sealed === undefined || sealed === 'false') return false;
  if (sealed !== 'true') throw malformed('sealed must be true or false.', { sealed: ['must be true or false'] });
  if (HANDING_OVER.has(name)) return true;
  const which = [...HANDING_OVER].join(', ');
  throw malformed(`sealed=true is for ${which}.`, { sealed: [`is for ${which}`] });
}
