import { Inject, Param, Query, Req } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { type Continuity } from '#custody';
import { type ExhibitView, type Seen, type TimelineItem } from '#read-models';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { address, found, id, wholeNumber, type Asked } from './asked.js';
import { swimLane } from './drawings/swim-lane.js';
import { correctHref } from './entries/correctable.js';
import { exhibitForms } from './entries/forms.js';
import { Offers, type Offered } from './entries/offers.js';
import { WHOSE } from './entries/wording/erasure.js';
import { HtmlController, PageAt } from './html.js';
import { knownAt } from './known-at.js';
import { Pages, type Frame } from './pages.js';
import { kindOf, TIMELINE_KINDS, typesOf } from './timeline-kinds.js';

/** How much of the timeline is shown to begin with, and with each "Show more". */
const SHOWN = 50;
const READ_AT_ONCE = 200;
const SHOWN_AT_MOST = 2_000;
/** What usually comes next, the most telling first: as many of them as are allowed become buttons. */
const STEPS = [
  'ReceiveCustody',
  'RefuseCustody',
  'ResolveDiscrepancy',
  'SeizeDevice',
  'ResumeExamination',
  'StartExamination',
  'AcquireImage',
  'CompleteExamination',
  'TransferCustody',
  'ApplySeal',
  'RequestExamination',
  'BreakSeal',
  'StoreExhibit',
];
const BUTTONS = 3;

/** The page of one device: what it is, who has it, and everything that ever happened to it. */
@HtmlController()
export class ExhibitController {
  constructor(
    private readonly pages: Pages,
    private readonly offers: Offers,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('exhibits/:exhibitId')
  @Needs('see an exhibit')
  async exhibit(@Param('exhibitId') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const exhibitId = id(rawId, 'This exhibit');
    const frame = await this.pages.frame(request);
    const known = knownAt(asked.known);
    const { asKnownAt } = known;
    const then = asKnownAt === undefined ? {} : { asKnownAt };
    const kind = kindOf(TIMELINE_KINDS, asked.kind);
    const shown = Math.min(Math.max(wholeNumber(asked.shown) ?? SHOWN, SHOWN), SHOWN_AT_MOST);
    const exhibit = found(await frame.seen.exhibit(exhibitId), 'This exhibit');
    const [proved, { items, more }, offered] = await Promise.all([
      frame.seen.continuity(exhibitId, then),
      this.#timeline(frame.seen, exhibitId, shown, then, kind),
      // What may be done is a question of now.
      asKnownAt === undefined ? this.#offered(exhibit, frame) : undefined,
    ]);
    return this.pages.show('exhibit', frame, {
      exhibit,
      sentTo: exhibit.sentTo === null ? undefined : (this.people.find(exhibit.sentTo)?.name ?? exhibit.sentTo),
      proved,
      flaws: proved && flawsIn(proved),
      drawing: proved && swimLane(proved),
      known,
      kind,
      kinds: TIMELINE_KINDS,
      whose: WHOSE,
      entries: items.map((item) => ({ ...item, correctHref: correctHref(frame.actor, item) })),
      showMore: more
        ? address(`/exhibits/${exhibitId}`, { shown: shown + SHOWN, known: known.typed, kind }) +
          `#entry-${items.at(-1)?.id}`
        : undefined,
      ...offered,
      commandId: randomUUID(),
    });
  }

  /** As it happened, as far as it is shown. */
  async #timeline(
    seen: Seen,
    exhibitId: string,
    shown: number,
    then: { asKnownAt?: string },
    kind: string | undefined,
  ) {
    const types = typesOf(TIMELINE_KINDS, kind);
    const items: TimelineItem[] = [];
    let after: string | undefined;
    do {
      const page = await seen.exhibitTimeline(exhibitId, {
        order: 'happened',
        limit: Math.min(READ_AT_ONCE, shown - items.length),
        ...{ ...then, ...types },
        ...(after === undefined ? {} : { after }),
      });
      items.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined && items.length < shown);
    return { items, more: after !== undefined };
  }

  async #offered(exhibit: ExhibitView, { actor }: Frame): Promise<Offered & { steps: Offered['may'] }> {
    const { exhibitId, caseId } = exhibit;
    const ids = { exhibitId, caseId };
    const { may, mayNot } = await this.offers.of(exhibitForms, exhibit, actor, ids, `/exhibits/${exhibitId}`);
    // A bag is opened to examine what is in it.
    const opens = exhibit.examination === 'requested' || exhibit.examination === 'paused';
    const steps = STEPS.filter((step) => step !== 'BreakSeal' || opens)
      .flatMap((step) => may.filter(({ command }) => command === step))
      .slice(0, BUTTONS);
    return { steps, may: may.filter((offer) => !steps.includes(offer)), mayNot };
  }
}

const flawsIn = ({ gaps, overlaps, unsigned }: Continuity) =>
  [
    ...gaps.map((flaw) => ({ kind: 'gap', ...flaw })),
    ...overlaps.map((flaw) => ({ kind: 'overlap', ...flaw })),
    ...unsigned.map((flaw) => ({ kind: 'unsigned', ...flaw })),
  ].sort((one, other) => (one.at < other.at ? -1 : 1));
