import { randomUUID } from 'node:crypto';
import { Inject, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type ReadModels } from '#read-models';
import { Needs } from '../access/needs.js';
import { READ_MODELS } from '../parts.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';

const IN_HAND = 5;

@HtmlController()
export class HomeController {
  constructor(
    private readonly pages: Pages,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  @PageAt('/')
  @Needs('see what is in hand')
  async home(@Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const { actor } = frame;
    const [stages, inHand, brokenGlass] = await Promise.all([
      frame.seen.stages(),
      frame.seen.exhibits({ holder: actor.id }, { limit: IN_HAND }),
      actor.role === 'supervisor' ? this.readModels.breakGlassUnseen(actor.unit, actor.id) : [],
    ]);
    return this.pages.show('home', frame, { stages, inHand, brokenGlass, idOf: randomUUID });
  }
}
