import { Get, Inject, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Seen } from '#read-models';
import { somebodyOf } from '../access/door.js';
import { SeenByThem } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { CUSTODY_RECORDS } from '../parts.js';
import { address, found, id, text, type Asked } from './asked.js';
import { FormAt, HtmlController, PageAt } from './html.js';
import { Pages, seeOther } from './pages.js';
import { type CustodyRecords } from './ports.js';

/** Asks for the custody record of one exhibit as a PDF, shows how far it is, and hands it out. */
@HtmlController()
export class CustodyRecordController {
  constructor(
    private readonly pages: Pages,
    @Inject(CUSTODY_RECORDS) private readonly records: CustodyRecords,
  ) {}

  @PageAt('exhibits/:exhibitId/custody-record')
  @Needs('see an exhibit')
  async show(@Param('exhibitId') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const exhibitId = id(rawId, 'This exhibit');
    const frame = await this.pages.frame(request);
    const exhibit = found(await frame.seen.exhibit(exhibitId), 'This exhibit');
    const recordId = text(asked.record, 100);
    const status = recordId === undefined ? undefined : await this.#status(exhibitId, recordId);
    const file = recordId !== undefined && status?.state === 'ready' ? fileOf(exhibitId, recordId) : undefined;
    return this.pages.show('custody-record', frame, { exhibit, status, file });
  }

  @FormAt('exhibits/:exhibitId/custody-record')
  @Needs('take away a custody record')
  async ask(
    @SeenByThem() seen: Seen,
    @Param('exhibitId') rawId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const exhibitId = id(rawId, 'This exhibit');
    found(await seen.exhibit(exhibitId), 'This exhibit');
    const recordId = await this.records.ask(exhibitId, somebodyOf(request));
    return seeOther(reply, address(`/exhibits/${exhibitId}/custody-record`, { record: recordId }));
  }

  @Get('exhibits/:exhibitId/custody-record/:recordId')
  @Needs('take away a custody record')
  async file(
    @SeenByThem() seen: Seen,
    @Param('exhibitId') rawId: string,
    @Param('recordId') recordId: string,
  ): Promise<StreamableFile> {
    const exhibitId = id(rawId, 'This exhibit');
    const exhibit = found(await seen.exhibit(exhibitId), 'This exhibit');
    await this.#status(exhibitId, recordId);
    const pdf = found(await this.records.file(recordId), 'This custody record');
    const name = `custody-record-${(exhibit.exhibitRef ?? exhibitId).replaceAll('/', '-')}.pdf`;
    return new StreamableFile(pdf, { type: 'application/pdf', disposition: `attachment; filename="${name}"` });
  }

  /** A record is found only under its own exhibit: it must not be handed out under another's name. */
  async #status(exhibitId: string, recordId: string) {
    const status = recordId.startsWith(`${exhibitId}-`) ? await this.records.status(recordId) : undefined;
    return found(status, 'This custody record');
  }
}

const fileOf = (exhibitId: string, recordId: string): string =>
  `/exhibits/${exhibitId}/custody-record/${encodeURIComponent(recordId)}`;
