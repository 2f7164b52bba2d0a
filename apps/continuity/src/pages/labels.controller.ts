import { Inject, Param, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type ExhibitSummary } from '#read-models';
import { Needs } from '../access/needs.js';
import { type Receipts } from '../api/receipts.js';
import { RECEIPTS } from '../parts.js';
import { found, id } from './asked.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';

/** Labels to print: what a scanner types off them, the search box opens. */
@HtmlController()
export class LabelsController {
  constructor(
    private readonly pages: Pages,
    @Inject(RECEIPTS) private readonly receipts: Pick<Receipts, 'handover'>,
  ) {}

  @PageAt('exhibits/:exhibitId/label')
  @Needs('print labels')
  async label(@Param('exhibitId') rawId: string, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const exhibit = found(await frame.seen.exhibit(id(rawId, 'This exhibit')), 'This exhibit');
    const about = { text: exhibit.exhibitRef ?? 'Unlabelled exhibit', href: `/exhibits/${exhibit.exhibitId}` };
    return this.pages.show('labels', frame, { about, labels: [labelOf(exhibit, await codes())] });
  }

  /** The paper that goes with an exhibit: who handed what to whom, and the signed receipt to scan. */
  @PageAt('exhibits/:exhibitId/handover-slip')
  @Needs('print labels')
  async slip(@Param('exhibitId') rawId: string, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const exhibit = found(await frame.seen.exhibit(id(rawId, 'This exhibit')), 'This exhibit');
    const { transfer, receipt } = found(
      await this.receipts.handover(exhibit.exhibitId),
      'A handing over of this exhibit',
    );
    const { toSVG } = await codes();
    const square = toSVG({ bcid: 'qrcode', text: receipt });
    return this.pages.show('handover-slip', frame, { exhibit, transfer, receipt, square });
  }

  @PageAt('cases/:caseId/labels')
  @Needs('print labels of a case')
  async labels(@Param('caseId') rawId: string, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const theCase = found(await frame.seen.caseView(id(rawId, 'This case')), 'This case');
    const about = { text: `Operation ${theCase.operationName}`, href: `/cases/${theCase.caseId}` };
    const drawn = await codes();
    return this.pages.show('labels', frame, { about, labels: theCase.exhibits.map((one) => labelOf(one, drawn)) });
  }
}

/** Not loaded before a label is wanted. */
const codes = async () => (await import('bwip-js/node')).default;

/** The square code names the exhibit; the bars, which have less room, the first twelve digits of its id. */
function labelOf(exhibit: ExhibitSummary, { toSVG }: Awaited<ReturnType<typeof codes>>) {
  const { exhibitId } = exhibit;
  const bars = `X${exhibitId.replaceAll('-', '').slice(0, 12).toUpperCase()}`;
  return {
    exhibit,
    bars,
    square: toSVG({ bcid: 'qrcode', text: `continuity:exhibit:${exhibitId}` }),
    code128: toSVG({ bcid: 'code128', text: bars, height: 10 }),
  };
}
