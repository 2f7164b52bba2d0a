import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type People } from '#access';
import {
  type AsKnownAt,
  type AuditFilter,
  type Cursor,
  type ExhibitFilter,
  type LookFilter,
  type ReadModels,
  type Seen,
  type TimelineAsked,
} from '#read-models';
import { somebodyOf } from '../access/door.js';
import { SeenByThem, toldTo } from '../access/guard.js';
import { Needs } from '../access/needs.js';
import { PEOPLE, READ_MODELS } from '../parts.js';
import { caughtUpTo, uuid, wholeNumber } from './asked.js';
import { malformed, notFound } from './problem.js';

type Asked = Readonly<Record<string, string | undefined>>;

@Controller('api')
export class ReadsController {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @Get('people')
  @Needs('be signed in')
  everybody() {
    return { items: this.people.all(), next: null };
  }

  @Get('cases')
  @Needs('see cases')
  async cases(@SeenByThem() seen: Seen, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return seen.cases(cursor(asked));
  }

  @Get('cases/:caseId')
  @Needs('see a case')
  async caseFile(@SeenByThem() seen: Seen, @Param('caseId') id: string, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return found(await seen.caseView(uuid(id, 'caseId')), 'This case');
  }

  @Get('cases/:caseId/timeline')
  @Needs('see a case')
  async caseTimeline(@SeenByThem() seen: Seen, @Param('caseId') id: string, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return seen.caseTimeline(uuid(id, 'caseId'), timeline(asked));
  }

  @Get('exhibits')
  @Needs('see the board')
  async exhibits(@SeenByThem() seen: Seen, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return seen.exhibits(filter<ExhibitFilter>(asked, ['status', 'caseId', 'holder', 'q']), cursor(asked));
  }

  /** `unit`, `priority`, `dueBefore` and `bailBefore` are those of the board. */
  @Get('queue')
  @Needs('see the board')
  async queue(@SeenByThem() seen: Seen, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return seen.queue(queueFilter(asked), cursor(asked));
  }

  @Get('search')
  @Needs('search')
  async search(@SeenByThem() seen: Seen, @Query() asked: Asked, @Req() request: FastifyRequest) {
    await caughtUpTo(asked.at, this.readModels);
    const { q } = asked;
    if (typeof q !== 'string' || q.trim() === '')
      throw malformed('q must say what is looked for.', { q: ['must be one text, not empty'] });
    return toldTo(somebodyOf(request), await seen.search(q));
  }

  @Get('exhibits/:exhibitId')
  @Needs('see an exhibit')
  async exhibit(@SeenByThem() seen: Seen, @Param('exhibitId') id: string, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return found(await seen.exhibit(uuid(id, 'exhibitId')), 'This exhibit');
  }

  @Get('exhibits/:exhibitId/timeline')
  @Needs('see an exhibit')
  async exhibitTimeline(@SeenByThem() seen: Seen, @Param('exhibitId') id: string, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return seen.exhibitTimeline(uuid(id, 'exhibitId'), timeline(asked));
  }

  @Get('exhibits/:exhibitId/continuity')
  @Needs('see an exhibit')
  async continuity(@SeenByThem() seen: Seen, @Param('exhibitId') id: string, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return found(await seen.continuity(uuid(id, 'exhibitId'), asKnownAt(asked)), 'This exhibit');
  }

  @Get('cases/:caseId/disclosure')
  @Needs('see disclosure')
  async disclosure(@SeenByThem() seen: Seen, @Param('caseId') id: string, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return found(await seen.disclosure(uuid(id, 'caseId')), 'This case');
  }

  @Get('tools')
  @Needs('be signed in')
  async tools(@Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return { items: await this.readModels.tools(), next: null };
  }

  @Get('suspects/:suspectId')
  @Needs('see a suspect')
  async suspect(@SeenByThem() seen: Seen, @Param('suspectId') id: string, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return found(await seen.suspect(uuid(id, 'suspectId')), 'This person');
  }

  @Get('outcomes')
  @Needs('see outcomes')
  async outcomes(@Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return this.readModels.outcomes(yearOf(asked), asked.unit);
  }

  @Get('work')
  @Needs('see outcomes')
  async work(@Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    return this.readModels.work(yearOf(asked), asked.unit);
  }

  @Get('audit')
  @Needs('audit')
  async audit(@SeenByThem() seen: Seen, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    for (const name of ['from', 'to']) moment(asked, name);
    return seen.audit(
      {
        ...filter<AuditFilter>(asked, ['caseId', 'exhibitId', 'suspectId', 'actor', 'from', 'to', 'type', 'q']),
        ...asKnownAt(asked),
      },
      cursor(asked),
    );
  }

  /** Who looked at what; asking is a look too. */
  @Get('access')
  @Needs('see who looked')
  async access(@SeenByThem() seen: Seen, @Query() asked: Asked) {
    await caughtUpTo(asked.at, this.readModels);
    for (const name of ['from', 'to']) moment(asked, name);
    const names = ['caseId', 'exhibitId', 'suspectId', 'actor', 'from', 'to', 'type'] as const;
    return seen.looks(filter<LookFilter>(asked, names), cursor(asked));
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw notFound(what);
  return value;
}

function cursor({ after, limit }: Asked): Cursor {
  const most = wholeNumber(limit, 'limit', 1, 200);
  return { ...(after === undefined ? {} : { after }), ...(most === undefined ? {} : { limit: most }) };
}

function moment(asked: Asked, name: string): void {
  const text = asked[name];
  if (text !== undefined && (typeof text !== 'string' || Number.isNaN(Date.parse(text))))
    throw malformed(`${name} must be a date and time.`, { [name]: ['must be a date and time'] });
}

const yearOf = ({ year }: Asked): number => wholeNumber(year, 'year', 1984, 2200) ?? new Date().getUTCFullYear();

function queueFilter(asked: Asked): ExhibitFilter {
  const priority = wholeNumber(asked.priority, 'priority', 1, 4);
  for (const name of ['dueBefore', 'bailBefore'] as const)
    if (asked[name] !== undefined && !isDay(asked[name]))
      throw malformed(`${name} must be a day, YYYY-MM-DD.`, { [name]: ['must be a day, YYYY-MM-DD'] });
  const names = ['status', 'caseId', 'holder', 'q', 'unit', 'dueBefore', 'bailBefore'] as const;
  return { ...filter<ExhibitFilter>(asked, names), ...(priority === undefined ? {} : { priority }) };
}

const isDay = (text: unknown): boolean =>
  typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

function asKnownAt(asked: Asked): AsKnownAt {
  moment(asked, 'asKnownAt');
  return asked.asKnownAt === undefined ? {} : { asKnownAt: asked.asKnownAt };
}

function timeline(asked: Asked): TimelineAsked {
  const { order } = asked;
  if (order !== undefined && order !== 'recorded' && order !== 'happened')
    throw malformed('order must be recorded or happened.', { order: ['must be recorded or happened'] });
  return { ...cursor(asked), ...asKnownAt(asked), ...(order === undefined ? {} : { order }) };
}

/** The named filters that were asked for; each once, and ids in form. */
function filter<F>(asked: Asked, names: readonly (keyof F & string)[]): F {
  const given = names.flatMap((name): [string, string][] => {
    const value = asked[name];
    if (value === undefined || value === '') return [];
    if (typeof value !== 'string' || value.includes('\0'))
      throw malformed(`${name} must be given once, as text.`, { [name]: ['must be one text'] });
    return [[name, name.endsWith('Id') ? uuid(value, name) : value]];
  });
  return Object.fromEntries(given) as F;
}
