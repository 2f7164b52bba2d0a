import { randomUUID } from 'node:crypto';
import { Inject, Param, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { SCHEDULES } from '#custody';
import { type Packs } from '#jobs';
import { Needs } from '../access/needs.js';
import { PACKS } from '../parts.js';
import { address, found, id } from './asked.js';
import { disclosureForms } from './entries/forms.js';
import { Offers } from './entries/offers.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';

const WHAT_IT_IS = {
  MG6C: 'non-sensitive unused material; goes to the defence',
  MG6D: 'sensitive unused material; never goes to the defence',
  MG6E: 'what may undermine the prosecution or assist the accused',
} as const;
const STEPS = ['ScheduleMaterial', 'ReviewMaterial', 'CertifySchedule'];

/** The schedules of unused material of a case, what was reviewed and withheld, and the packs that were asked for. */
@HtmlController()
export class DisclosureController {
  constructor(
    private readonly pages: Pages,
    private readonly offers: Offers,
    @Inject(PACKS) private readonly packs: Packs,
  ) {}

  @PageAt('cases/:caseId/disclosure')
  @Needs('see disclosure')
  async disclosure(@Param('caseId') rawId: string, @Req() request: FastifyRequest) {
    const caseId = id(rawId, 'This case');
    const frame = await this.pages.frame(request);
    const [view, of] = await Promise.all([frame.seen.caseView(caseId), frame.seen.disclosure(caseId)]);
    const theCase = found(view, 'This case');
    const disclosure = found(of, 'This case');
    const { may, mayNot } = await this.offers.of(
      disclosureForms,
      disclosure,
      frame.actor,
      { caseId },
      `/cases/${caseId}`,
    );
    const steps = may.filter(({ command }) => STEPS.includes(command));
    const packing = may.find(({ command }) => command === 'RequestPack');
    const references = new Map(theCase.exhibits.map(({ exhibitId, exhibitRef }) => [exhibitId, exhibitRef]));
    const packs = (await this.packs.list(disclosure)).map((pack) => ({
      ...pack,
      exhibits: pack.scope.map((exhibitId) => ({ exhibitId, exhibitRef: references.get(exhibitId) })),
    }));
    return this.pages.show('disclosure', frame, {
      theCase,
      packs,
      schedules: SCHEDULES.map((schedule) => ({
        schedule,
        hint: WHAT_IT_IS[schedule],
        items: disclosure.materials
          .filter((item) => item.schedule === schedule)
          .map((item) => ({ ...item, exhibitRef: item.exhibitId && references.get(item.exhibitId) })),
        certified: disclosure.certificates.filter((certificate) => certificate.schedule === schedule).at(-1),
      })),
      toSchedule: disclosure.toSchedule.map((each) => ({
        ...each,
        exhibitRef: each.exhibitId && references.get(each.exhibitId),
        href: address(`/cases/${caseId}/schedule-material`, {
          schedule: 'MG6E',
          item: `Discrepancy (${each.kind}): ${each.detail}`,
          exhibitId: each.exhibitId ?? undefined,
          eventId: each.eventId,
        }),
      })),
      ...{ steps, packing, may: may.filter((offer) => offer !== packing && !steps.includes(offer)), mayNot },
      commandId: randomUUID(),
    });
  }
}
