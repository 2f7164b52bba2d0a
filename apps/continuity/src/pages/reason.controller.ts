import { Body, Query, Req, Res } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { REASONS } from '#custody';
import { somebodyOf } from '../access/door.js';
import { Needs } from '../access/needs.js';
import { giveReason, isReason, REASON_AT_MOST } from '../access/reasons.js';
import { pathHere, text, type Asked } from './asked.js';
import { FormAt, HtmlController, PageAt } from './html.js';
import { type Problem } from './log-query.js';
import { Pages, seeOther } from './pages.js';

/** Asks once for each case and shift why somebody opens it; it is recorded with every look that follows. */
@HtmlController()
export class ReasonController {
  constructor(private readonly pages: Pages) {}

  @PageAt('reason')
  @Needs('be signed in')
  ask(@Query() asked: Asked, @Req() request: FastifyRequest) {
    return this.#show(request, asked);
  }

  @FormAt('reason')
  @Needs('be signed in')
  async give(@Body() asked: Asked, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const about = text(asked.for, 36)?.toLowerCase();
    const words = text(asked.words, 1_000);
    const { reason } = asked;
    const problems = problemsOf(reason, words);
    if (problems.length > 0 || !isReason(reason)) {
      void reply.status(422);
      return this.#show(request, asked, problems);
    }
    if (about !== undefined && isUUID(about))
      giveReason(
        request,
        reply,
        somebodyOf(request),
        reason === 'other' && words !== undefined ? [about, reason, words] : [about, reason],
      );
    return seeOther(reply, pathHere(asked.return));
  }

  /** It names nothing of what is opened: that would tell it before a reason was given. */
  async #show(request: FastifyRequest, asked: Asked, problems: readonly Problem[] = []): Promise<string> {
    const frame = await this.pages.frame(request);
    return this.pages.show('reason', frame, {
      problems,
      reasons: Object.entries(REASONS),
      about: text(asked.for, 36),
      back: pathHere(asked.return),
      chosen: text(asked.reason, 20),
      words: text(asked.words, 1_000),
      most: REASON_AT_MOST,
    });
  }
}

function problemsOf(reason: unknown, words: string | undefined): readonly Problem[] {
  if (!isReason(reason)) return [{ text: 'Select why you are opening it', href: '#reason' }];
  if (reason !== 'other') return [];
  if (words === undefined) return [{ text: 'Enter your reason', href: '#words' }];
  return words.length > REASON_AT_MOST
    ? [{ text: `Your reason must be ${REASON_AT_MOST} characters or less`, href: '#words' }]
    : [];
}
