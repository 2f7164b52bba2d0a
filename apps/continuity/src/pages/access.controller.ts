import { Readable } from 'node:stream';
import { BadRequestException, Get, Inject, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { definitionOf, eventTypes, isLook } from '#custody';
import { looksPdf, subjectAccessPdf } from '#jobs';
import { type Cursor, type LookFilter, type LookItem, type Page, type Seen } from '#read-models';
import { somebodyOf } from '../access/door.js';
import { SeenByThem } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { address, found, id, text, type Asked } from './asked.js';
import { csvLine } from './csv.js';
import { HtmlController, PageAt } from './html.js';
import { knownAt } from './known-at.js';
import { Pages } from './pages.js';
import { londonDateTime } from './rendering/london.js';

const ON_A_PAGE = 50;
const READ_AT_ONCE = 200;
const CASES_TO_CHOOSE_FROM = 200;
const PDF_ROWS = 2_000;

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
const ID = /[0-9a-f-]{36}/i;
const UNKEPT = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

type Looks = (cursor: Cursor) => Promise<Page<LookItem>>;

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
      problems.length > 0 ? NOTHING : frame.seen.looks(filter, cursorIn(asked)),
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
    const { items, next } = await frame.seen.looks({ actor: somebodyOf(request).id }, cursorIn(asked));
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
    if (problems.length > 0) throw cannotBeAsked(problems);
    void reply.headers(UNKEPT);
    const pages = pagesOf((cursor) => seen.looks(filter, cursor));
    // What cannot be read at all is an error, not half a file.
    const { value: first } = await pages.next();
    const lines = async function* () {
      yield `\uFEFF${csvLine(HEAD)}${(first?.items ?? []).map(lineOf).join('')}`;
      for await (const { items } of pages) yield items.map(lineOf).join('');
    };
    const disposition = 'attachment; filename="who-looked.csv"';
    return new StreamableFile(Readable.from(lines()), { type: 'text/csv; charset=utf-8', disposition });
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
    if (problems.length > 0) throw cannotBeAsked(problems);
    const words = Object.entries(typed).map(([name, value]) => `${ASKED[name] ?? name} ${value}`);
    const pdf = await looksPdf(await answer(words, (cursor) => seen.looks(filter, cursor)));
    return file(reply, pdf, 'who-looked.pdf');
  }

  /** What a data subject may be told (Data Protection Act 2018 s.45), without what is about others. */
  @PageAt('suspects/:suspectId/access')
  @Needs('report to a data subject')
  async report(@Param('suspectId') rawId: string, @Query() asked: Asked, @Req() request: FastifyRequest) {
    const suspectId = id(rawId, 'This person');
    const frame = await this.pages.frame(request);
    const suspect = found(await frame.seen.suspect(suspectId), 'This person');
    const { items, next } = await frame.seen.looksAtPerson(suspectId, cursorIn(asked));
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
    const pdf = await subjectAccessPdf(await answer(words, (cursor) => seen.looksAtPerson(suspectId, cursor)));
    return file(reply, pdf, 'who-looked-at-your-records.pdf');
  }
}

const NOTHING: Page<LookItem> = { items: [], next: null };

const cursorIn = (asked: Asked): Cursor => {
  const after = text(asked.after, 500);
  return { limit: ON_A_PAGE, ...(after === undefined ? {} : { after }) };
};

const paging = (path: string, typed: Readonly<Record<string, string>>, asked: Asked, next: string | null) => ({
  more: next === null ? undefined : address(path, { ...typed, after: next }),
  first: asked.after === undefined ? undefined : address(path, typed),
});

async function* pagesOf(looks: Looks): AsyncGenerator<Page<LookItem>, undefined> {
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<LookItem> = await looks({ limit: READ_AT_ONCE, ...(after === undefined ? {} : { after }) });
    yield page;
    after = page.next;
  }
}

async function answer(asked: readonly string[], looks: Looks) {
  const items: LookItem[] = [];
  let more = false;
  for await (const page of pagesOf(looks)) {
    items.push(...page.items);
    more = page.next !== null;
    if (items.length >= PDF_ROWS) break;
  }
  return { asked, items, more, demonstration: true, now: new Date().toISOString() };
}

function file(reply: FastifyReply, pdf: Uint8Array, name: string): StreamableFile {
  void reply.headers(UNKEPT);
  return new StreamableFile(pdf, { type: 'application/pdf', disposition: `attachment; filename="${name}"` });
}

const lineOf = ({ position, recordedAt, label, summary, actor, caseId, exhibitId, suspectId, id: event }: LookItem) =>
  csvLine([
    ...[position, recordedAt, londonDateTime(recordedAt), label, summary],
    ...[actor.name, actor.role, actor.unit, actor.force, caseId, exhibitId, suspectId, event],
  ]);

interface Problem {
  readonly text: string;
  readonly href: string;
}

const cannotBeAsked = (problems: readonly Problem[]) =>
  new BadRequestException(problems.map((problem) => problem.text).join('. '));

/** What was asked for; what is no moment or id is told, not left out. */
function queryOf(asked: Asked) {
  const typed: Record<string, string> = {};
  const problems: Problem[] = [];
  const take = (name: keyof LookFilter): string | undefined => {
    const value = text(asked[name], 200);
    if (value !== undefined) typed[name] = value;
    return value;
  };
  const moment = (name: 'from' | 'to'): string | undefined => {
    take(name);
    const { asKnownAt, problem } = knownAt(asked[name]);
    if (problem !== undefined) problems.push({ text: problem, href: `#${name}` });
    return asKnownAt;
  };
  const record = (name: 'caseId' | 'exhibitId' | 'suspectId', ask: string): string | undefined => {
    const value = take(name);
    const named = value === undefined ? undefined : ID.exec(value)?.[0].toLowerCase();
    if (value !== undefined && !isUUID(named)) problems.push({ text: ask, href: `#${name}` });
    return named;
  };
  const wanted: { [K in keyof LookFilter]: string | undefined } = {
    caseId: record('caseId', 'Choose a case'),
    exhibitId: record('exhibitId', 'Paste the address of the exhibit’s page'),
    suspectId: record('suspectId', 'Paste the address of the person’s page'),
    ...{ actor: take('actor'), type: take('type'), from: moment('from'), to: moment('to') },
  };
  const filter = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as LookFilter;
  return { typed, filter, problems };
}
