import { Inject, Param, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type People, type PersonOnDuty } from '#access';
import { type ExhibitView, type ReadModels, type TimelineItem } from '#read-models';
import { PEOPLE, READ_MODELS } from '../parts.js';
import { found, id, wholeNumber, type Asked } from './asked.js';
import { asItHappened } from './drawings/legs.js';
import { swimLane } from './drawings/swim-lane.js';
import { exhibitForms } from './entries/forms.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';

/** How much of the timeline is shown to begin with, and with each "Show more". */
const SHOWN = 50;
const READ_AT_ONCE = 200;

/** The page of one device: what it is, who has it, and everything that ever happened to it. */
@HtmlController()
export class ExhibitController {
  constructor(
    private readonly pages: Pages,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('exhibits/:exhibitId')
  async exhibit(@Param('exhibitId') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const exhibitId = id(rawId, 'This exhibit');
    const frame = await this.pages.frame(request);
    const [view, timeline] = await Promise.all([this.readModels.exhibit(exhibitId), this.#wholeTimeline(exhibitId)]);
    const exhibit = found(view, 'This exhibit');
    const shown = Math.max(wholeNumber(asked.shown) ?? SHOWN, SHOWN);
    return this.pages.show('exhibit', frame, {
      exhibit,
      sentTo: exhibit.sentTo === null ? undefined : (this.people.find(exhibit.sentTo)?.name ?? exhibit.sentTo),
      drawing: swimLane(timeline, frame.now),
      entries: asItHappened(timeline).slice(0, shown),
      total: timeline.length,
      showMore:
        timeline.length > shown ? `/exhibits/${exhibitId}?shown=${shown + SHOWN}#entry-${shown + 1}` : undefined,
      offered: offeredOn(exhibit, frame.actor),
    });
  }

  /** All of it, for the drawing accounts for every minute. */
  async #wholeTimeline(exhibitId: string): Promise<readonly TimelineItem[]> {
    const items: TimelineItem[] = [];
    let after: string | undefined;
    do {
      const page = await this.readModels.exhibitTimeline(exhibitId, {
        limit: READ_AT_ONCE,
        ...(after === undefined ? {} : { after }),
      });
      items.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return items;
  }
}

/** The entries that the exhibit's state allows to whoever acts. */
const offeredOn = (exhibit: ExhibitView, actor: PersonOnDuty | undefined) =>
  exhibitForms
    .filter((form) => form.offered(exhibit, actor))
    .map(({ title, path }) => ({ title, href: `/exhibits/${exhibit.exhibitId}/${path}` }));
