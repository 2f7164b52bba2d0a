import { Get, Inject, Param, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { definitionOf, eventTypes, isLook } from '#custody';
import { looksPdf, subjectAccessPdf } from '#jobs';
import { type LookFilter, type LookItem, type Page, type Seen } from '#read-models';
import { somebodyOf } from '../access/door.js';
import { SeenByThem } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { address, cursorIn, found, id, type Asked } from './asked.js';
import { csvOf, latestOf, pdfFile } from './exports.js';
import { HtmlController, PageAt } from './html.js';
import { assertNone, LogQuery, onlyGiven } from './log-query.js';
import { type ReadPage } from './pages-of.js';
import { Pages } from './pages.js';
import { londonDateTime } from './rendering/london.js';

const ON_A_PAGE = 50;
const CASES_TO_CHOOSE_FROM = 200;

const KINDS = eventTypes.filter(isLook).map((type) => ({ value: type, text: definitionOf(type)?.label ?? type }));
const ASKED: Readonly<Record<string, string>> = {
  ...{
    caseId: 'case',
    exhibitId: 'exhibit',
    suspectId: 'person',
    actor: 'by',
    type: 'kind',
    from: 'from',
    to: 'before',
  },
};
const HEAD = [
  ...['Position', 'When (UTC)', 'When (UK time)', 'Kind', 'What', 'Who', 'Role', 'Unit', 'Force'],
  ...['Case', 'Exhibit', 'Person', 'Event'],
];

/**
 * Who looked at what: for disclosure officers and auditors, for everybody their own, and for data subjects theirs. It answers
 * questions about one thing or one person, and counts nobody's looks (Data Protection Act 2018 s.62(4)).
 */
@HtmlController()
export class AccessController {
  constructor(
    private readonly pages: Pages,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('access')
  @Needs('see who looked')
  async ask(@Query() asked: Asked, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const { typed, filter, problems } = queryOf(asked);
    const [{ items, next }, cases] = await Promise.all([
      problems.length > 0 ? NOTHING : frame.seen.looks(filter, cursorIn(asked, ON_A_PAGE)),
      frame.seen.cases({ limit: CASES_TO_CHOOSE_FROM }),
    ]);
    return this.pages.show('access', frame, {
      ...{ typed, problems, looks: items, cases: cases.items, people: this.people.all(), kinds: KINDS },
      ...paging('/access', typed, asked, next),
      csv: address('/access.csv', typed),
      pdf: address('/access.pdf', typed),
    });
  }

  /** Self-monitoring, which s.62(4) names first after lawfulness. */
  @PageAt('access/mine')
  @Needs('see own looks')
  async mine(@Query() asked: Asked, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const { items, next } = await frame.seen.looks({ actor: somebodyOf(request).id }, cursorIn(asked, ON_A_PAGE));
    return this.pages.show('own-looks', frame, { looks: items, ...paging('/access/mine', {}, asked, next) });
  }

  @Get('access.csv')
  @Needs('take away who looked')
  async csv(
    @SeenByThem() seen: Seen,
    @Query() asked: Asked,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { filter, problems } = queryOf(asked);
    assertNone(problems);
    return csvOf(reply, 'who-looked.csv', HEAD, (cursor) => seen.looks(filter, cursor), valuesOf);
  }

  /** The latest 2,000; the CSV has all. */
  @Get('access.pdf')
  @Needs('take away who looked')
  async pdf(
    @SeenByThem() seen: Seen,
    @Query() asked: Asked,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { filter, problems, typed } = queryOf(asked);
    assertNone(problems);
    const words = Object.entries(typed).map(([name, value]) => `${ASKED[name] ?? name} ${value}`);
    const pdf = await looksPdf(await this.#answer(words, (cursor) => seen.looks(filter, cursor)));
    return pdfFile(reply, 'who-looked.pdf', pdf);
  }

  /** What a data subject may be told (Data Protection Act 2018 s.45), without what is about others. */
  @PageAt('suspects/:suspectId/access')
  @Needs('report to a data subject')
  async report(@Param('suspectId') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const suspectId = id(rawId, 'This person');
    const frame = await this.pages.frame(request);
    const suspect = found(await frame.seen.suspect(suspectId), 'This person');
    const { items, next } = await frame.seen.looksAtPerson(suspectId, cursorIn(asked, ON_A_PAGE));
    const here = `/suspects/${suspectId}/access`;
    return this.pages.show('subject-access', frame, {
      ...{ suspect, looks: items, pdf: `${here}.pdf` },
      ...paging(here, {}, asked, next),
    });
  }

  @Get('suspects/:suspectId/access.pdf')
  @Needs('report to a data subject')
  async reportPdf(
    @SeenByThem() seen: Seen,
    @Param('suspectId') rawId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const suspectId = id(rawId, 'This person');
    const { name } = found(await seen.suspect(suspectId), 'This person');
    const words = [`records of ${name ?? 'a person whose name was erased'}`];
    const pdf = await subjectAccessPdf(await this.#answer(words, (cursor) => seen.looksAtPerson(suspectId, cursor)));
    return pdfFile(reply, 'who-looked-at-your-records.pdf', pdf);
  }

  async #answer(asked: readonly string[], looks: ReadPage<LookItem>) {
    const { isDemonstration: demonstration } = this.pages;
    return { ...(await latestOf(looks)), asked, demonstration, now: new Date().toISOString() };
  }
}

const NOTHING: Page<LookItem> = { items: [], next: null };

const paging = (path: string, typed: Readonly<Record<string, string>>, asked: Asked, next: string | null) => ({
  more: next === null ? undefined : address(path, { ...typed, after: next }),
  first: asked.after === undefined ? undefined : address(path, typed),
});

const valuesOf = ({
  position,
  recordedAt,
  label,
  summary,
  actor,
  caseId,
  exhibitId,
  suspectId,
  id: event,
}: LookItem) => [
  ...[position, recordedAt, londonDateTime(recordedAt), label, summary],
  ...[actor.name, actor.role, actor.unit, actor.force, caseId, exhibitId, suspectId, event],
];

function queryOf(asked: Asked) {
  const query = new LogQuery(asked);
  const filter = onlyGiven<LookFilter>({
    caseId: query.record('caseId', 'Choose a case'),
    exhibitId: query.record('exhibitId', 'Paste the address of the exhibit’s page'),
    suspectId: query.record('suspectId', 'Paste the address of the person’s page'),
    ...{ actor: query.take('actor'), type: query.take('type'), from: query.moment('from'), to: query.moment('to') },
  });
  return { typed: query.typed, problems: query.problems, filter };
}
