import { randomUUID } from 'node:crypto';
import { Param, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { bailDaysLeft } from '#custody';
import { Needs } from '../access/needs.js';
import { address, cursorIn, found, id, type Asked } from './asked.js';
import { correctHref } from './entries/correctable.js';
import { suspectForms } from './entries/forms.js';
import { Offers } from './entries/offers.js';
import { HtmlController, PageAt } from './html.js';
import { knownAt } from './known-at.js';
import { Pages } from './pages.js';

const ON_A_PAGE = 50;
const STEPS = ['GrantBail', 'ExtendBail', 'BringCharge', 'EnterPlea', 'PassSentence'];
const BUTTONS = 3;

/** The page of one person: where they stand with the police and the court, which clocks run, and what may come next. */
@HtmlController()
export class SuspectsController {
  constructor(
    private readonly pages: Pages,
    private readonly offers: Offers,
  ) {}

  @PageAt('suspects/:suspectId')
  @Needs('see a suspect')
  async suspect(@Param('suspectId') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const suspectId = id(rawId, 'This person');
    const frame = await this.pages.frame(request);
    const suspect = found(await frame.seen.suspect(suspectId), 'This person');
    const known = knownAt(asked.known);
    const then = known.asKnownAt === undefined ? {} : { asKnownAt: known.asKnownAt };
    const cursor = cursorIn(asked, ON_A_PAGE);
    const [theCase, { items, next }, { may, mayNot }] = await Promise.all([
      frame.seen.caseView(suspect.caseId),
      frame.seen.audit({ suspectId, ...then }, cursor),
      // What may be done is a question of now.
      known.asKnownAt === undefined
        ? this.offers.of(
            suspectForms,
            suspect,
            frame.actor,
            { suspectId, caseId: suspect.caseId },
            `/suspects/${suspectId}`,
          )
        : { may: [], mayNot: [] },
    ]);
    const steps = may.filter(({ command }) => STEPS.includes(command)).slice(0, BUTTONS);
    return this.pages.show('suspect', frame, {
      suspect,
      theCase,
      daysLeft: suspect.bail === null ? undefined : bailDaysLeft(suspect.bail.until, frame.now),
      entries: items.map((item) => ({ ...item, correctHref: correctHref(frame.actor, item) })),
      known,
      more: next === null ? undefined : address(`/suspects/${suspectId}`, { known: known.typed, after: next }),
      first: cursor.after === undefined ? undefined : address(`/suspects/${suspectId}`, { known: known.typed }),
      ...{ steps, may: may.filter((offer) => !steps.includes(offer)), mayNot },
      commandId: randomUUID(),
    });
  }
}
