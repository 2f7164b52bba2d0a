import { randomUUID } from 'node:crypto';
import { Body, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { somebodyOf } from '../access/door.js';
import { Needs } from '../access/needs.js';
import { CommandDesk, type Answer } from '../commands/command-desk.js';
import { address, id, text, type Asked } from './asked.js';
import { FormAt, HtmlController, PageAt } from './html.js';
import { Pages, remember, seeOther } from './pages.js';

/** For whoever has the address of a case that they are not on, and cannot wait: it opens to them for a few hours. */
@HtmlController()
export class BreakGlassController {
  constructor(
    private readonly pages: Pages,
    private readonly desk: CommandDesk,
  ) {}

  @PageAt('break-glass')
  @Needs('break glass')
  ask(@Query() asked: Asked, @Req() request: FastifyRequest) {
    return this.#show(request, caseIn(asked), randomUUID());
  }

  @FormAt('break-glass')
  @Needs('break glass')
  async use(@Body() asked: Asked, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const caseId = caseIn(asked);
    const commandId = id(text(asked.commandId) ?? randomUUID(), 'This form');
    const reason = text(asked.reason, 1_000);
    const answer = await this.#take(request, 'BreakGlass', commandId, { caseId, reason: reason ?? '' });
    if (answer.is === 'done') {
      remember(reply, 'BreakGlass', answer.receipt.position);
      return seeOther(reply, address(`/cases/${caseId}`, { at: answer.receipt.position }));
    }
    if (answer.is === 'refused' && answer.refusal.rule === 'case-not-opened')
      throw new NotFoundException('This case is not known here.');
    if (answer.is === 'refused') return seeOther(reply, `/cases/${caseId}`);
    void reply.status(422);
    const problem = reason === undefined ? 'Enter why it cannot wait' : 'The reason must be 500 characters or less';
    return this.#show(request, caseId, commandId, reason, problem);
  }

  @FormAt('cases/:caseId/break-glass/:useId/acknowledge')
  @Needs('give commands')
  async acknowledge(
    @Param('caseId') rawCase: string,
    @Param('useId') rawUse: string,
    @Body() asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const caseId = id(rawCase, 'This case');
    const useId = id(rawUse, 'This use of break-glass');
    const commandId = id(text(asked.commandId) ?? randomUUID(), 'This form');
    const answer = await this.#take(request, 'AcknowledgeBreakGlass', commandId, { caseId, useId });
    if (answer.is !== 'done') return seeOther(reply, '/');
    remember(reply, 'AcknowledgeBreakGlass', answer.receipt.position);
    return seeOther(reply, address('/', { at: answer.receipt.position }));
  }

  #take(request: FastifyRequest, name: string, commandId: string, facts: object): Promise<Answer> {
    const body = { ...facts, occurredAt: new Date().toISOString() };
    return this.desk.take({ name, body, commandId, by: somebodyOf(request) });
  }

  /** The case is not named: whether there is one is told only to whom it is opened. */
  async #show(request: FastifyRequest, caseId: string, commandId: string, reason?: string, problem?: string) {
    const frame = await this.pages.frame(request);
    return this.pages.show('break-glass', frame, { caseId, commandId, reason, problem });
  }
}

const caseIn = (asked: Asked): string => id(text(asked.case, 36) ?? '', 'This case');
