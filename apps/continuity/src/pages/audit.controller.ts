import { Readable } from 'node:stream';
import { BadRequestException, Get, Inject, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { definitionOf, eventTypes, isLook } from '#custody';
import { auditPdf } from '#jobs';
import { beginningAt, type AuditFilter, type Page, type Seen, type TimelineItem } from '#read-models';
import { SeenByThem } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { address, text, type Asked } from './asked.js';
import { csvLine } from './csv.js';
import { HtmlController, PageAt } from './html.js';
import { knownAt } from './known-at.js';
import { Pages } from './pages.js';
import { londonDateTime } from './rendering/london.js';

const ON_A_PAGE = 50;
const READ_AT_ONCE = 200;
const CASES_TO_CHOOSE_FROM = 200;

const KINDS = eventTypes
  .filter((type) => !isLook(type))
  .map((type) => ({ value: type, text: definitionOf(type)?.label ?? type }))
  .sort((one, other) => one.text.localeCompare(other.text, 'en-GB'));

const ID = /[0-9a-f-]{36}/i;

const PDF_ROWS = 2_000;
/** What was asked for, in words. */
const ASKED: Readonly<Record<string, string>> = {
  ...{ caseId: 'case', exhibitId: 'exhibit', suspectId: 'person', actor: 'recorded by', type: 'kind of event' },
  ...{ q: 'words', from: 'recorded from', to: 'recorded before', known: 'as known at' },
};

const HEAD = [
  ...['Position', 'Recorded (UTC)', 'Recorded (UK time)', 'Happened (UTC)', 'Happened (UK time)', 'Kind', 'What'],
  ...[
    'Who',
    'Role',
    'Unit',
    'Force',
    'Case',
    'Exhibit',
    'Reference',
    'Person',
    'Event',
    'Late',
    'Why late',
    'Corrects',
  ],
];

/** Who recorded what, for disclosure officers: asked by case, exhibit, person, time, kind and words, as known at any moment. */
@HtmlController()
export class AuditController {
  constructor(
    private readonly pages: Pages,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('audit')
  @Needs('audit')
  async audit(@Query() asked: Asked, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const { seen } = frame;
    const { typed, filter, problems } = await this.#query(asked, seen);
    const after = text(asked.after, 500);
    const [{ items, next }, cases, theCase] = await Promise.all([
      problems.length > 0
        ? { items: [], next: null }
        : seen.audit(filter, { limit: ON_A_PAGE, ...(after === undefined ? {} : { after }) }),
      seen.cases({ limit: CASES_TO_CHOOSE_FROM }),
      filter.caseId === undefined ? undefined : seen.caseView(filter.caseId),
    ]);
    return this.pages.show('audit', frame, {
      typed,
      problems,
      entries: items.map((item) => ({ ...item, href: whereIs(item) })),
      more: next === null ? undefined : address('/audit', { ...typed, after: next }),
      first: after === undefined ? undefined : address('/audit', typed),
      csv: address('/audit.csv', typed),
      pdf: address('/audit.pdf', typed),
      // A case older than those to choose from stays chosen all the same.
      cases:
        theCase && !cases.items.some(({ caseId }) => caseId === theCase.caseId)
          ? [theCase, ...cases.items]
          : cases.items,
      suspects: theCase?.suspects ?? [],
      people: this.people.all(),
      kinds: KINDS,
    });
  }

  /** The whole answer, read page by page as it is sent. */
  @Get('audit.csv')
  @Needs('take away an audit')
  async csv(
    @SeenByThem() seen: Seen,
    @Query() asked: Asked,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { filter, problems } = await this.#query(asked, seen);
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const lines = this.#lines(seen, problems.length > 0 ? undefined : filter);
    // What cannot be read at all is an error, not half a file.
    const { value: head } = await lines.next();
    const { value: first } = await lines.next();
    const all = async function* () {
      yield `\uFEFF${head}`;
      if (first !== undefined) yield first;
      yield* lines;
    };
    return new StreamableFile(Readable.from(all()), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="audit.csv"',
    });
  }

  /** The latest entries of the answer, at most 2,000, as a PDF; the CSV has all. */
  @Get('audit.pdf')
  @Needs('take away an audit')
  async pdf(
    @SeenByThem() seen: Seen,
    @Query() asked: Asked,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { filter, problems, typed } = await this.#query(asked, seen);
    if (problems.length > 0) throw new BadRequestException(problems.map((problem) => problem.text).join('. '));
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const items: TimelineItem[] = [];
    let more = false;
    for await (const page of this.#pages(seen, filter)) {
      items.push(...page.items);
      more = page.next !== null;
      if (items.length >= PDF_ROWS) break;
    }
    const named = await Promise.all(Object.entries(typed).map((each) => this.#inWords(seen, each, filter)));
    const pdf = await auditPdf({ asked: named, items, more, demonstration: true, now: new Date().toISOString() });
    return new StreamableFile(pdf, { type: 'application/pdf', disposition: 'attachment; filename="audit.pdf"' });
  }

  /** What was asked, for who reads the answer elsewhere: names beside ids, moments in UK time. */
  async #inWords(seen: Seen, [name, value]: readonly [string, string], filter: AuditFilter): Promise<string> {
    const said = async (): Promise<string | undefined> => {
      switch (name) {
        case 'caseId':
          return (await seen.caseView(value))?.operationName;
        case 'suspectId':
          return (await seen.suspect(value))?.name ?? undefined;
        case 'actor':
          return this.people.find(value)?.name;
        case 'type':
          return definitionOf(value)?.label;
        default:
          return undefined;
      }
    };
    const moment = { from: filter.from, to: filter.to, known: filter.asKnownAt }[name];
    const text = moment === undefined ? await said() : londonDateTime(moment);
    return `${ASKED[name] ?? name} ${text === undefined ? value : moment === undefined ? `${text} (${value})` : text}`;
  }

  /** An exhibit may be named by its reference, which means one only within its case. */
  async #query(asked: Asked, seen: Seen) {
    const reference = text(asked.exhibitId, 200);
    const caseId = text(asked.caseId, 36)?.toLowerCase();
    if (reference === undefined || ID.test(reference) || !isUUID(caseId)) return queryOf(asked);
    const { items } = await seen.exhibits({ caseId, q: reference }, { limit: READ_AT_ONCE });
    const meant = items.find(({ exhibitRef }) => exhibitRef?.toLowerCase() === reference.toLowerCase());
    const query = queryOf({ ...asked, exhibitId: meant?.exhibitId ?? reference });
    return { ...query, typed: { ...query.typed, exhibitId: reference } };
  }

  async *#lines(seen: Seen, filter: AuditFilter | undefined): AsyncGenerator<string, undefined> {
    yield csvLine(HEAD);
    if (filter === undefined) return;
    for await (const { items } of this.#pages(seen, filter)) if (items.length > 0) yield items.map(lineOf).join('');
  }

  async *#pages(seen: Seen, filter: AuditFilter): AsyncGenerator<Page<TimelineItem>, undefined> {
    for (let after: string | null | undefined; after !== null;) {
      const page: Page<TimelineItem> = await seen.audit(filter, {
        limit: READ_AT_ONCE,
        ...(after === undefined ? {} : { after }),
      });
      yield page;
      after = page.next;
    }
  }
}

const lineOf = (item: TimelineItem): string =>
  csvLine([
    ...[item.position, item.recordedAt, londonDateTime(item.recordedAt)],
    ...[item.occurredAt, londonDateTime(item.occurredAt), item.label, item.summary],
    ...[item.actor.name, item.actor.role, item.actor.unit, item.actor.force],
    ...[
      item.caseId,
      item.exhibitId,
      item.exhibitRef,
      item.suspectId,
      item.id,
      item.late ? 'yes' : 'no',
      item.lateReason,
      item.corrects,
    ],
  ]);

/** Where an entry stands among those before and after it. */
function whereIs({ id, exhibitId, suspectId, caseId, position }: TimelineItem): string | undefined {
  if (exhibitId !== null) return `/exhibits/${exhibitId}?shown=2000#entry-${id}`;
  if (suspectId !== null) return `/suspects/${suspectId}#entry-${id}`;
  return caseId === '' ? undefined : `/cases/${caseId}/timeline?after=${beginningAt(position)}#entry-${id}`;
}

/** What was asked for; a moment or an id that is none is told, not left out, for an audit must answer the question that was put. */
function queryOf(asked: Asked) {
  const typed: Record<string, string> = {};
  const problems: { text: string; href: string }[] = [];
  const take = (name: string, most = 200): string | undefined => {
    const value = text(asked[name], most);
    if (value !== undefined) typed[name] = value;
    return value;
  };
  const moment = (name: string): string | undefined => {
    take(name);
    const { asKnownAt, problem } = knownAt(asked[name]);
    if (problem !== undefined) problems.push({ text: problem, href: `#${name}` });
    return asKnownAt;
  };
  const record = (name: string, ask: string): string | undefined => {
    const value = take(name);
    const id = value === undefined ? undefined : ID.exec(value)?.[0].toLowerCase();
    if (value !== undefined && !isUUID(id)) problems.push({ text: ask, href: `#${name}` });
    return id;
  };
  const found: { [K in keyof AuditFilter]: AuditFilter[K] | undefined } = {
    caseId: record('caseId', 'Choose a case'),
    exhibitId: record(
      'exhibitId',
      'Choose a case and enter a reference that is in it, such as AB/1, or paste the address of the exhibit’s page',
    ),
    suspectId: record('suspectId', 'Choose a person'),
    actor: take('actor'),
    type: take('type'),
    q: take('q'),
    from: moment('from'),
    to: moment('to'),
    asKnownAt: moment('known'),
  };
  const filter = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as AuditFilter;
  return { typed, filter, problems };
}
