import { Inject, Param, Query, Req } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { bailDaysLeft } from '#custody';
import { type CaseView, type SuspectView, type TimelineItem } from '#read-models';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { address, cursorIn, found, id, type Asked } from './asked.js';
import { correctHref } from './entries/correctable.js';
import { caseForms } from './entries/forms.js';
import { Offers, type Offered } from './entries/offers.js';
import { HtmlController, PageAt } from './html.js';
import { knownAt } from './known-at.js';
import { Pages, type Frame } from './pages.js';
import { nextStep } from './rendering/next-step.js';
import { CASE_TIMELINE_KINDS, kindOf, typesOf } from './timeline-kinds.js';

const ON_A_PAGE = 50;

/** Cases, and what one of them holds: its exhibits, its people, all that happened. */
@HtmlController()
export class CasesController {
  constructor(
    private readonly pages: Pages,
    private readonly offers: Offers,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('cases')
  @Needs('see cases')
  async cases(@Query() asked: Asked, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const { items, next } = await frame.seen.cases(cursorIn(asked, ON_A_PAGE));
    return this.pages.show('cases', frame, {
      cases: items,
      more: more('/cases', next),
      later: asked.after !== undefined,
    });
  }

  @PageAt('cases/:caseId')
  @Needs('see a case')
  async case(@Param('caseId') rawId: string, @Req() request: FastifyRequest) {
    const caseId = id(rawId, 'This case');
    const frame = await this.pages.frame(request);
    const [view, proved, brokenGlass] = await Promise.all([
      frame.seen.caseView(caseId),
      frame.seen.continuityOfCase(caseId),
      frame.seen.breakGlassOn(caseId),
    ]);
    const theCase = found(view, 'This case');
    const nameOf = (personId: string) => this.people.find(personId)?.name ?? personId;
    return this.pages.show('case', frame, {
      theCase,
      brokenGlass: brokenGlass.filter(({ until }) => until > frame.now),
      exhibits: theCase.exhibits.map((exhibit) => ({
        ...exhibit,
        next: nextStep(exhibit, nameOf),
        continuity: proved.get(exhibit.exhibitId),
      })),
      suspects: theCase.suspects.map((suspect) => ({ ...suspect, daysLeft: daysLeft(suspect, frame.now) })),
      ...(await this.#offered(theCase, frame)),
      commandId: randomUUID(),
    });
  }

  @PageAt('cases/:caseId/timeline')
  @Needs('see a case')
  async timeline(@Param('caseId') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const caseId = id(rawId, 'This case');
    const frame = await this.pages.frame(request);
    const theCase = found(await frame.seen.caseView(caseId), 'This case');
    const known = knownAt(asked.known);
    const { asKnownAt } = known;
    const then = asKnownAt === undefined ? {} : { asKnownAt };
    const kind = kindOf(CASE_TIMELINE_KINDS, asked.kind);
    const [{ items, next }, proved] = await Promise.all([
      frame.seen.caseTimeline(caseId, {
        ...cursorIn(asked, ON_A_PAGE),
        ...then,
        ...typesOf(CASE_TIMELINE_KINDS, kind),
      }),
      frame.seen.continuityOfCase(caseId, then),
    ]);
    const seized = theCase.exhibits.flatMap((exhibit) => {
      const proof = proved.get(exhibit.exhibitId);
      return proof === undefined || proof.from === null ? [] : [{ ...exhibit, proof }];
    });
    const again = { known: known.typed, kind };
    const here = `/cases/${caseId}/timeline`;
    const onPage = new Set(items.map(({ id: eventId }) => eventId));
    return this.pages.show('case-timeline', frame, {
      theCase,
      entries: items.map((item) => ({
        ...item,
        // What is about an exhibit or a person is corrected where its reference leads.
        correctHref: item.exhibitId === null && item.suspectId === null ? correctHref(frame.actor, item) : undefined,
        hrefOf: (eventId: string) => (onPage.has(eventId) ? '' : whereAbout(item)) + `#entry-${eventId}`,
      })),
      ...{ known, kind, kinds: CASE_TIMELINE_KINDS },
      ...{ seized, broken: seized.filter(({ proof }) => !proof.unbroken) },
      more: next === null ? undefined : address(here, { ...again, after: next }),
      first: asked.after === undefined ? undefined : address(here, again),
    });
  }

  async #offered(theCase: CaseView, { actor }: Frame): Promise<Offered & { readonly steps: Offered['may'] }> {
    const { caseId } = theCase;
    const href = `/cases/${caseId}`;
    const { may, mayNot } = await this.offers.of(caseForms, theCase, actor, { caseId }, href);
    const steps = may.filter(({ command }) => STEPS.includes(command));
    return { steps, may: may.filter((offer) => !steps.includes(offer)), mayNot };
  }
}

const STEPS = ['SeizeDevice', 'DetectDevice', 'ArrestPerson'];

const more = (path: string, next: string | null): string | undefined =>
  next === null ? undefined : address(path, { after: next });

/** Where an entry and its correction stand together, though they are on two pages of the case's timeline. */
const whereAbout = ({ exhibitId, suspectId }: TimelineItem): string =>
  exhibitId !== null ? `/exhibits/${exhibitId}?shown=2000` : suspectId !== null ? `/suspects/${suspectId}` : '';

const daysLeft = ({ bail }: SuspectView, now: string): number | undefined =>
  bail === null ? undefined : bailDaysLeft(bail.until, now);
