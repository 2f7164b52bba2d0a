import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, StreamableFile } from '@nestjs/common';
import { isObject } from 'class-validator';
import { type People } from '#access';
import { textFault, type Redaction } from '#integrity';
import { type ReadModels } from '#read-models';
import { NothingSealed, type PackItem, type Packs } from '#jobs';
import { PACKS, PEOPLE, READ_MODELS } from '../parts.js';
import { actorNamed, uuid } from './asked.js';
import { invalid, notFound, tryAgain } from './problem.js';

const REDACTIONS_AT_MOST = 100;
const LETTERS_AT_MOST = 500;

/** Disclosure packs of a case: asked for, listed, handed out. */
@Controller('api/cases/:caseId/packs')
export class PacksController {
  constructor(
    @Inject(PACKS) private readonly packs: Packs,
    @Inject(PEOPLE) private readonly people: People,
    @Inject(READ_MODELS) private readonly readModels: Pick<ReadModels, 'caseView'>,
  ) {}

  @Post()
  @HttpCode(202)
  async ask(
    @Param('caseId') caseId: string,
    @Body() body: unknown,
    @Headers('x-continuity-actor') actor?: string,
  ): Promise<PackItem> {
    const by = actorNamed(actor, this.people).id;
    const asked = { caseId: uuid(caseId, 'caseId'), by, ...readPackRequest(body) };
    if (!(await this.readModels.caseView(asked.caseId))) throw notFound('This case');
    return this.packs.ask(asked).catch((error: unknown) => {
      throw error instanceof NothingSealed ? tryAgain(`${error.message}: try again in a moment.`) : error;
    });
  }

  @Get()
  async list(@Param('caseId') caseId: string) {
    return { items: await this.packs.list(uuid(caseId, 'caseId')), next: null };
  }

  @Get(':packId')
  async file(@Param('caseId') caseId: string, @Param('packId') packId: string): Promise<StreamableFile> {
    const zip = await this.packs.file(uuid(caseId, 'caseId'), packId);
    if (!zip) throw notFound('This pack');
    return new StreamableFile(zip, {
      type: 'application/zip',
      disposition: `attachment; filename="pack-${packId}.zip"`,
    });
  }
}

/** What is wrong is named by its field. @throws Problem 422 */
function readPackRequest(body: unknown): { purpose: string; redactions: readonly Redaction[] } {
  const errors: Record<string, string[]> = {};
  const text = (value: unknown, name: string): string => {
    const fault = typeof value === 'string' ? textFault(value) : 'must be a text';
    const length = typeof value === 'string' ? value.trim().length : 0;
    if (fault !== undefined) errors[name] = [fault];
    else if (length === 0 || length > LETTERS_AT_MOST) errors[name] = [`must have 1 to ${LETTERS_AT_MOST} letters`];
    return String(value);
  };
  const members = (value: unknown, name: string, allowed: readonly string[]): Readonly<Record<string, unknown>> => {
    if (!isObject<Record<string, unknown>>(value) || Array.isArray(value)) {
      errors[name] = ['must be an object'];
      return {};
    }
    for (const stranger of Object.keys(value).filter((one) => !allowed.includes(one)))
      errors[name === 'body' ? stranger : `${name}.${stranger}`] = ['is not known here'];
    return value;
  };
  const asked = members(body, 'body', ['purpose', 'redactions']);
  const purpose = text(asked.purpose, 'purpose');
  const list = asked.redactions ?? [];
  if (!Array.isArray(list) || list.length > REDACTIONS_AT_MOST)
    errors.redactions = [`must be a list of at most ${REDACTIONS_AT_MOST}`];
  const redactions = (Array.isArray(list) ? (list as unknown[]).slice(0, REDACTIONS_AT_MOST) : []).map((one, index) => {
    const at = `redactions.${index}`;
    const { type, field, reason } = members(one, at, ['type', 'field', 'reason']);
    return {
      ...(type === undefined ? {} : { type: text(type, `${at}.type`) }),
      ...(field === undefined ? {} : { field: text(field, `${at}.field`) }),
      reason: text(reason, `${at}.reason`),
    };
  });
  if (Object.keys(errors).length > 0) throw invalid(errors);
  return { purpose, redactions };
}
