import { Get, Inject, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type People } from '#access';
import { definitionOf, eventTypes, isLook } from '#custody';
import { auditPdf } from '#jobs';
import { beginningAt, type AuditFilter, type Cursor, type Page, type Seen, type TimelineItem } from '#read-models';
import { SeenByThem } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { address, cursorIn, text, type Asked } from './asked.js';
import { type CsvValue } from './csv.js';
import { csvOf, latestOf, pdfFile } from './exports.js';
import { HtmlController, PageAt } from './html.js';
import { assertNone, ID, LogQuery, onlyGiven } from './log-query.js';
import { Pages } from './pages.js';
import { londonDateTime } from './rendering/london.js';

const ON_A_PAGE = 50;
const SAME_REFERENCE = 200;
const CASES_TO_CHOOSE_FROM = 200;

const KINDS = eventTypes
  .filter((type) => !isLook(type))
  .map((type) => ({ value: type, text: definitionOf(type)?.label ?? type }))
  .sort((one, other) => one.text.localeCompare(other.text, 'en-GB'));

/** What was asked for, in words. */
const ASKED: Readonly<Record<string, string>> = {
  ...{ caseId: 'case', exhibitId: 'exhibit', suspectId: 'person', actor: 'recorded by', type: 'kind of event' },
  ...{ q: 'words', from: 'recorded from', to: 'recorded before', known: 'as known at' },
};

const HEAD = [
  ...['Position', 'Recorded (UTC)', 'Recorded (UK time)', 'Happened (UTC)', 'Happened (UK time)', 'Kind', 'What'],
  ...['Who', 'Role', 'Unit', 'Force', 'Case', 'Exhibit', 'Reference', 'Person', 'Event'],
  ...['Late', 'Why late', 'Corrects'],
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
    const cursor = cursorIn(asked, ON_A_PAGE);
    const [{ items, next }, cases, theCase] = await Promise.all([
      problems.length > 0 ? NOTHING : seen.audit(filter, cursor),
      seen.cases({ limit: CASES_TO_CHOOSE_FROM }),
      filter.caseId === undefined ? undefined : seen.caseView(filter.caseId),
    ]);
    return this.pages.show('audit', frame, {
      typed,
      problems,
      entries: items.map((item) => ({ ...item, href: whereIs(item) })),
      more: next === null ? undefined : address('/audit', { ...typed, after: next }),
      first: cursor.after === undefined ? undefined : address('/audit', typed),
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
    const entries = async (cursor: Cursor) => (problems.length > 0 ? NOTHING : seen.audit(filter, cursor));
    return csvOf(reply, 'audit.csv', HEAD, entries, valuesOf);
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
    assertNone(problems);
    const entries = await latestOf((cursor) => seen.audit(filter, cursor));
    const named = await Promise.all(Object.entries(typed).map((each) => this.#inWords(seen, each, filter)));
    const { isDemonstration: demonstration } = this.pages;
    const pdf = await auditPdf({ asked: named, ...entries, demonstration, now: new Date().toISOString() });
    return pdfFile(reply, 'audit.pdf', pdf);
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
    const { items } = await seen.exhibits({ caseId, q: reference }, { limit: SAME_REFERENCE });
    const meant = items.find(({ exhibitRef }) => exhibitRef?.toLowerCase() === reference.toLowerCase());
    const query = queryOf({ ...asked, exhibitId: meant?.exhibitId ?? reference });
    return { ...query, typed: { ...query.typed, exhibitId: reference } };
  }
}

const NOTHING: Page<TimelineItem> = { items: [], next: null };

const valuesOf = (item: TimelineItem): readonly CsvValue[] => [
  ...[item.position, item.recordedAt, londonDateTime(item.recordedAt)],
  ...[item.occurredAt, londonDateTime(item.occurredAt), item.label, item.summary],
  ...[item.actor.name, item.actor.role, item.actor.unit, item.actor.force],
  ...[item.caseId, item.exhibitId, item.exhibitRef, item.suspectId, item.id],
  ...[item.late ? 'yes' : 'no', item.lateReason, item.corrects],
];

/** Where an entry stands among those before and after it. */
function whereIs({ id, exhibitId, suspectId, caseId, position }: TimelineItem): string | undefined {
  if (exhibitId !== null) return `/exhibits/${exhibitId}?shown=2000#entry-${id}`;
  if (suspectId !== null) return `/suspects/${suspectId}#entry-${id}`;
  return caseId === '' ? undefined : `/cases/${caseId}/timeline?after=${beginningAt(position)}#entry-${id}`;
}

function queryOf(asked: Asked) {
  const query = new LogQuery(asked);
  const filter = onlyGiven<AuditFilter>({
    caseId: query.record('caseId', 'Choose a case'),
    exhibitId: query.record(
      'exhibitId',
      'Choose a case and enter a reference that is in it, such as AB/1, or paste the address of the exhibit’s page',
    ),
    suspectId: query.record('suspectId', 'Choose a person'),
    ...{ actor: query.take('actor'), type: query.take('type'), q: query.take('q') },
    ...{ from: query.moment('from'), to: query.moment('to'), asKnownAt: query.moment('known') },
  });
  return { typed: query.typed, problems: query.problems, filter };
}
