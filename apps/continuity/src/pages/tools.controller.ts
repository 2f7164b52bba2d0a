import { Inject, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type ReadModels } from '#read-models';
import { Needs } from '../access/needs.js';
import { READ_MODELS } from '../parts.js';
import { address } from './asked.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';

/** The register of tools: which versions the lab has validated, for what, and which it has withdrawn. */
@HtmlController()
export class ToolsController {
  constructor(
    private readonly pages: Pages,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  @PageAt('tools')
  @Needs('be signed in')
  async tools(@Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const tools = await this.readModels.tools();
    return this.pages.show('tools', frame, {
      tools: tools.map(({ tool, versions }) => ({
        tool,
        versions: versions.map((each) => ({
          ...each,
          withdrawHref: address('/record/withdraw-tool', { tool, version: each.version }),
        })),
      })),
    });
  }
}
