import { Inject, Param, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { bailDaysLeft } from '#custody';
import { type CaseView, type ReadModels, type SuspectView } from '#read-models';
import { READ_MODELS } from '../parts.js';
import { address, found, id, text, type Asked } from './asked.js';
import { caseForms } from './entries/forms.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';

const ON_A_PAGE = 50;

/** Cases, and what one of them holds: its exhibits, its people, all that happened. */
@HtmlController()
export class CasesController {
  constructor(
    private readonly pages: Pages,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  @PageAt('cases')
  async cases(@Query() asked: Asked, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const { items, next } = await this.readModels.cases(cursor(asked));
    return this.pages.show('cases', frame, {
      cases: items,
      more: more('/cases', next),
      later: asked.after !== undefined,
    });
  }

  @PageAt('cases/:caseId')
  async case(@Param('caseId') rawId: string, @Req() request: FastifyRequest) {
    const caseId = id(rawId, 'This case');
    const frame = await this.pages.frame(request);
    const theCase = found(await this.readModels.caseView(caseId), 'This case');
    return this.pages.show('case', frame, {
      theCase,
      suspects: theCase.suspects.map((suspect) => ({ ...suspect, daysLeft: daysLeft(suspect, frame.now) })),
      offered: offeredOn(theCase),
    });
  }

  @PageAt('cases/:caseId/timeline')
  async timeline(@Param('caseId') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const caseId = id(rawId, 'This case');
    const frame = await this.pages.frame(request);
    const theCase = found(await this.readModels.caseView(caseId), 'This case');
    const { items, next } = await this.readModels.caseTimeline(caseId, cursor(asked));
    const references = new Map(theCase.exhibits.map(({ exhibitId, exhibitRef }) => [exhibitId, exhibitRef]));
    return this.pages.show('case-timeline', frame, {
      theCase,
      entries: items.map((item) => ({ ...item, exhibitRef: item.exhibitId && references.get(item.exhibitId) })),
      more: more(`/cases/${caseId}/timeline`, next),
      later: asked.after !== undefined,
    });
  }
}

function cursor(asked: Asked): { limit: number; after?: string } {
  const after = text(asked.after, 500);
  return { limit: ON_A_PAGE, ...(after === undefined ? {} : { after }) };
}

const more = (path: string, next: string | null): string | undefined =>
  next === null ? undefined : address(path, { after: next });

const daysLeft = ({ bail }: SuspectView, now: string): number | undefined =>
  bail === null ? undefined : bailDaysLeft(bail.until, now);

const offeredOn = (theCase: CaseView) =>
  caseForms
    .filter((form) => form.offered(theCase))
    .map(({ title, path }) => ({ title, href: `/cases/${theCase.caseId}/${path}` }));
