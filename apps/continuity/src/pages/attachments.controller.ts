import { randomUUID } from 'node:crypto';
import { Body, Get, Inject, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Problems } from '#custody';
import { type Seen } from '#read-models';
import { SeenByThem } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { statusOfRefusal } from '../api/problem.js';
import { CommandDesk } from '../commands/command-desk.js';
import { ATTACHMENTS } from '../parts.js';
import { address, found, id, text } from './asked.js';
import { complaintsOf, componentsOf } from './entries/components.js';
import { WHEN } from './entries/entry-form.js';
import { blankForm, readForm, type Field, type Typed } from './entries/fields.js';
import { FormAt, HtmlController, PageAt } from './html.js';
import { Pages, remember, seeOther, type Frame } from './pages.js';
import { type Attachments } from './ports.js';

const FIELDS: readonly Field[] = [
  {
    is: 'text',
    name: 'name',
    label: 'What it shows',
    hint: 'Such as: seal as it arrived. Personal data: it is stored encrypted',
    empty: 'Enter what it shows',
  },
  ...WHEN,
];
const TAKEN = 'Choose a photograph (JPEG, PNG, WebP, HEIC) or a PDF of at most 20 MB';

/** Photographs of a device, its seal, the scene, and documents: hashed when they arrive, kept by their hash, never run. */
@HtmlController()
export class AttachmentsController {
  constructor(
    private readonly pages: Pages,
    private readonly desk: CommandDesk,
    @Inject(ATTACHMENTS) private readonly attachments: Attachments,
  ) {}

  @PageAt('exhibits/:exhibitId/attachments')
  @Needs('see an exhibit')
  async list(@Param('exhibitId') rawId: string, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    return this.#show(frame, id(rawId, 'This exhibit'), blankForm(FIELDS, frame.now), randomUUID());
  }

  @FormAt('exhibits/:exhibitId/attachments')
  @Needs('see an exhibit')
  async add(
    @Param('exhibitId') rawId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const exhibitId = id(rawId, 'This exhibit');
    const frame = await this.pages.frame(request);
    const here = `/exhibits/${exhibitId}/attachments`;
    const form = await formIn(body, request.headers['content-type']);
    const boxes = Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
    const commandId = id(text(boxes.commandId) ?? randomUUID(), 'This form');
    const { typed, facts, problems: unread } = readForm(FIELDS, boxes);
    const file = form.get('file');
    const bytes = file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
    const { caseId } = found(await frame.seen.exhibit(exhibitId), 'This exhibit');
    const command = { ...facts, exhibitId, caseId };
    const kept = await this.attachments.keep(bytes);
    const answer = await this.desk.take({
      name: 'AddAttachment',
      // Of a file that is not taken nothing is recorded, but what else is wrong is said at once.
      body: { ...command, ...(kept ?? {}) },
      commandId,
      by: frame.actor,
    });
    if (answer.is === 'done') {
      remember(reply, 'AddAttachment', answer.receipt.position);
      return seeOther(reply, address(here, { at: answer.receipt.position }));
    }
    if (answer.is === 'refused') {
      void reply.status(statusOfRefusal(answer.refusal));
      return this.#show(frame, exhibitId, typed, commandId, {}, answer.refusal.message);
    }
    if (answer.is !== 'invalid') throw new Error('The desk does not know AddAttachment');
    void reply.status(422);
    const { sha256: _s, bytes: _b, mediaType: _m, ...others } = answer.problems;
    return this.#show(frame, exhibitId, typed, commandId, {
      ...(kept ? {} : { file: [TAKEN] }),
      ...others,
      ...unread,
    });
  }

  /** Downloaded, never shown as a page: the browser neither guesses another type nor runs anything in it. */
  @Get('exhibits/:exhibitId/attachments/:sha256')
  @Needs('take away an attachment')
  async file(
    @SeenByThem() seen: Seen,
    @Param('exhibitId') rawId: string,
    @Param('sha256') sha256: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const exhibit = found(await seen.exhibit(id(rawId, 'This exhibit')), 'This exhibit');
    const attachment = found(
      exhibit.attachments.find((each) => each.sha256 === sha256),
      'This file',
    );
    const file = found(await this.attachments.read(sha256), 'This file');
    void reply.headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
    });
    const ending = attachment.mediaType.split('/').at(-1);
    return new StreamableFile(file, {
      type: attachment.mediaType,
      disposition: `attachment; filename="${sha256.slice(0, 16)}.${ending}"`,
      length: file.length,
    });
  }

  async #show(
    frame: Frame,
    exhibitId: string,
    typed: Typed,
    commandId: string,
    problems: Problems = {},
    refusal?: string,
  ): Promise<string> {
    const exhibit = found(await frame.seen.exhibit(exhibitId), 'This exhibit');
    const { file, ...ofBoxes } = problems;
    return this.pages.show('attachments', frame, {
      exhibit,
      commandId,
      fileProblem: file?.[0],
      components: componentsOf(FIELDS, typed, ofBoxes),
      complaints: [
        ...(refusal === undefined ? [] : [{ text: refusal }]),
        ...(file ?? []).map((problem) => ({ text: problem, href: '#file' })),
        ...complaintsOf(FIELDS, typed, ofBoxes),
      ],
    });
  }
}

/** A form with a file, as browsers send it; one that cannot be read has nothing in it. */
async function formIn(body: unknown, type: string | undefined): Promise<FormData> {
  if (!Buffer.isBuffer(body) || type === undefined) return new FormData();
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => new FormData());
}
