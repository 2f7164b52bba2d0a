import { Inject, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { toldTo } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { text, type Asked } from './asked.js';
import { HtmlController, PageAt } from './html.js';
import { Pages, seeOther } from './pages.js';

/** The box in the header: words are looked for, a label that a scanner types opens its exhibit at once. */
@HtmlController()
export class SearchController {
  constructor(
    private readonly pages: Pages,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('search')
  @Needs('search')
  async search(
    @Query() asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const q = text(asked.q, 200);
    const frame = await this.pages.frame(request);
    const found = q === undefined ? undefined : toldTo(frame.actor, await frame.seen.search(q));
    if (found?.opens) return seeOther(reply, `/exhibits/${found.opens}`);
    const words = q?.toLowerCase().split(/\s+/) ?? [];
    const staff =
      words.length === 0
        ? []
        : this.people.all().filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
    return this.pages.show('search', frame, { q, found, staff });
  }
}
