import { Inject, Query, Req } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { type Cursor, type ExhibitFilter, type ExhibitSummary, type Seen } from '#read-models';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { address, cursorIn, text, type Asked } from './asked.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';
import { londonDay } from './rendering/london.js';
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
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('board')
  @Needs('see the board')
  async board(@Req() request: FastifyRequest, @Query() asked: Asked) {
    const frame = await this.pages.frame(request);
    const filter = filterOf(asked);
    const { status: _stage, ...others } = queried(filter, frame.now);
    const [counts, choices, sections] = await Promise.all([
      frame.seen.stages(others),
      this.#choices(frame.seen),
      this.#sections(frame.seen, { ...others, status: filter.status }, filter, cursorIn(asked, ON_A_PAGE)),
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
      ...choices,
      action: '/board',
    });
  }

  /** What waits for the bench, in the order in which bail ends, and which of it will not be ready. */
  @PageAt('board/queue')
  @Needs('see the board')
  async queue(@Req() request: FastifyRequest, @Query() asked: Asked) {
    const frame = await this.pages.frame(request);
    const filter = filterOf(asked);
    const cursor = cursorIn(asked, ON_A_PAGE);
    const [queue, choices] = await Promise.all([
      frame.seen.queue(queried(filter, frame.now), cursor),
      this.#choices(frame.seen),
    ]);
    const at = (after?: string) => address('/board/queue', { ...filter, after });
    return this.pages.show('queue', frame, {
      filter,
      filtered: Object.keys(filter).length > 0,
      queue,
      more: queue.next === null ? undefined : at(queue.next),
      first: cursor.after === undefined ? undefined : at(),
      ...choices,
      action: '/board/queue',
    });
  }

  async #choices(seen: Seen) {
    const [cases, units] = await Promise.all([seen.cases({ limit: CASES_TO_CHOOSE_FROM }), seen.units()]);
    return {
      ...{ custodyStates: CUSTODY, stageNames: stages, cases: cases.items, units, people: this.people.all() },
      ...{ dueChoices: DUE, bailChoices: BAIL },
    };
  }

  /** One list when a status was asked for, and all of it page by page; otherwise the head of each stage. */
  async #sections(seen: Seen, asked: ExhibitFilter, filter: BoardFilter, cursor: Cursor) {
    const { status } = filter;
    if (status !== undefined) {
      const { items, next } = await seen.exhibits(asked, cursor);
      const more = next === null ? undefined : address('/board', { ...filter, after: next });
      return [
        { status, items, more, first: cursor.after === undefined ? undefined : address('/board', { ...filter }) },
      ];
    }
    return Promise.all(
      stages.map(async (stage) => {
        const { items, next } = await seen.exhibits({ ...asked, status: stage }, { limit: OF_A_STAGE });
        return {
          status: stage,
          items,
          all: next === null ? undefined : address('/board', { ...filter, status: stage }),
        };
      }),
    );
  }
}

/** What is chosen in the board's form: days are words here, counted from today when it is asked. */
type BoardFilter = Readonly<
  Partial<Record<'status' | 'case' | 'holder' | 'q' | 'unit' | 'priority' | 'due' | 'bail', string>>
>;

/** Days from today, by the word of the choice. */
const DUE = {
  overdue: { days: 0, text: 'Overdue' },
  '7': { days: 7, text: 'Within 7 days' },
  '28': { days: 28, text: 'Within 28 days' },
};
const BAIL = {
  ended: { days: 0, text: 'Has ended' },
  '7': { days: 7, text: 'Within 7 days' },
  '28': { days: 28, text: 'Within 28 days' },
};
const PRIORITIES = ['1', '2', '3', '4'];

/** What was asked for, as far as it can be: a filter that means nothing is left out. */
function filterOf(asked: Asked): BoardFilter {
  const status = text(asked.status, 20);
  const caseId = text(asked.case ?? asked.caseId, 36)?.toLowerCase();
  const priority = text(asked.priority, 1);
  const [due, bail] = [text(asked.due, 10), text(asked.bail, 10)];
  const chosen: Record<keyof BoardFilter, string | undefined> = {
    status: [...stages, ...CUSTODY].find((each) => each === status),
    case: isUUID(caseId) ? caseId : undefined,
    holder: text(asked.holder, 100),
    q: text(asked.q, 100),
    unit: text(asked.unit, 100),
    priority: PRIORITIES.find((each) => each === priority),
    due: Object.keys(DUE).find((each) => each === due),
    bail: Object.keys(BAIL).find((each) => each === bail),
  };
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
}

function queried({ case: caseId, priority, due, bail, ...same }: BoardFilter, now: string): ExhibitFilter {
  const dayAfter = (days: number) => londonDay(new Date(Date.parse(now) + days * 86_400_000).toISOString());
  return {
    ...same,
    ...(caseId === undefined ? {} : { caseId }),
    ...(priority === undefined ? {} : { priority: Number(priority) }),
    ...(due === undefined ? {} : { dueBefore: dayAfter(DUE[due as keyof typeof DUE].days) }),
    ...(bail === undefined ? {} : { bailBefore: dayAfter(BAIL[bail as keyof typeof BAIL].days) }),
  };
}
