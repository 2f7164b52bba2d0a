import { Inject, Query, Req } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { type ExhibitFilter, type ExhibitSummary, type ReadModels } from '#read-models';
import { PEOPLE, READ_MODELS } from '../parts.js';
import { address, text, type Asked } from './asked.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';
import { STAGES } from './rendering/words.js';

const ON_A_PAGE = 50;
/** How much of each stage the whole board shows. */
const OF_A_STAGE = 8;
const CASES_TO_CHOOSE_FROM = 200;

const stages = Object.keys(STAGES) as readonly ExhibitSummary['examination'][];
const CUSTODY: readonly ExhibitSummary['custody'][] = ['detected', 'held', 'in transit', 'returned', 'destroyed'];

/** The examination board: which device is next, who has it, what stage it is at. */
@HtmlController()
export class BoardController {
  constructor(
    private readonly pages: Pages,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('board')
  async board(@Req() request: FastifyRequest, @Query() asked: Asked) {
    const frame = await this.pages.frame(request);
    const filter = filterOf(asked);
    const [counts, cases, sections] = await Promise.all([
      this.readModels.stages(),
      this.readModels.cases({ limit: CASES_TO_CHOOSE_FROM }),
      this.#sections(filter, text(asked.after, 500)),
    ]);
    return this.pages.show('board', frame, {
      filter,
      filtered: Object.keys(filter).length > 0,
      tiles: stages.map((stage) => ({
        stage,
        count: counts[stage],
        current: filter.status === stage,
        href: address('/board', { ...filter, status: stage }),
      })),
      sections: sections.map((section) => ({ ...section, count: counts[section.status as keyof typeof counts] })),
      custodyStates: CUSTODY,
      stageNames: stages,
      cases: cases.items,
      people: this.people.all(),
    });
  }

  /** One list when a status was asked for, and all of it page by page; otherwise the head of each stage. */
  async #sections(filter: ExhibitFilter, after: string | undefined) {
    const { status } = filter;
    if (status !== undefined) {
      const { items, next } = await this.readModels.exhibits(filter, {
        limit: ON_A_PAGE,
        ...(after === undefined ? {} : { after }),
      });
      const more = next === null ? undefined : address('/board', { ...filter, after: next });
      return [{ status, items, more, first: after === undefined ? undefined : address('/board', { ...filter }) }];
    }
    return Promise.all(
      stages.map(async (stage) => {
        const { items, next } = await this.readModels.exhibits({ ...filter, status: stage }, { limit: OF_A_STAGE });
        return {
          status: stage,
          items,
          all: next === null ? undefined : address('/board', { ...filter, status: stage }),
        };
      }),
    );
  }
}

/** What was asked for, as far as it can be: a filter that means nothing is left out. */
function filterOf(asked: Asked): ExhibitFilter {
  const status = text(asked.status, 20);
  const caseId = text(asked.case ?? asked.caseId, 36);
  const holder = text(asked.holder, 100);
  const q = text(asked.q, 100);
  const known = [...stages, ...CUSTODY].some((each) => each === status);
  return {
    ...(status !== undefined && known ? { status } : {}),
    ...(caseId !== undefined && isUUID(caseId) ? { caseId: caseId.toLowerCase() } : {}),
    ...(holder === undefined ? {} : { holder }),
    ...(q === undefined ? {} : { q }),
  };
}
