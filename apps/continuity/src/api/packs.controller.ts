import { Controller, Get, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { type PackItem, type Packs } from '#jobs';
import { type ReadModels, type Seen } from '#read-models';
import { SeenByThem } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { PACKS, READ_MODELS } from '../parts.js';
import { caughtUpTo, uuid } from './asked.js';
import { notFound } from './problem.js';

/** Disclosure packs of a case, listed and handed out. One is asked for by the command RequestPack. */
@Controller('api/cases/:caseId/packs')
export class PacksController {
  constructor(
    @Inject(PACKS) private readonly packs: Packs,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  @Get()
  @Needs('see disclosure')
  async list(
    @SeenByThem() seen: Seen,
    @Param('caseId') caseId: string,
    @Query('at') at?: string,
  ): Promise<{ readonly items: readonly PackItem[]; readonly next: null }> {
    await caughtUpTo(at, this.readModels);
    return { items: await this.packs.list(await this.#of(seen, caseId)), next: null };
  }

  @Get(':packId')
  @Needs('take away a pack')
  async file(
    @SeenByThem() seen: Seen,
    @Param('caseId') caseId: string,
    @Param('packId') packId: string,
  ): Promise<StreamableFile> {
    const id = uuid(packId, 'packId');
    const zip = await this.packs.file(await this.#of(seen, caseId), id);
    if (!zip) throw notFound('This pack');
    return new StreamableFile(zip, {
      type: 'application/zip',
      disposition: `attachment; filename="pack-${id}.zip"`,
    });
  }

  async #of(seen: Seen, caseId: string) {
    const disclosure = await seen.disclosure(uuid(caseId, 'caseId'));
    if (!disclosure) throw notFound('This case');
    return disclosure;
  }
}
