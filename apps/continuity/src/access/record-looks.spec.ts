import { Readable } from 'node:stream';
import { Controller, ForbiddenException, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type FastifyReply } from 'fastify';
import { DEMONSTRATION_PEOPLE, peopleOf, type LookMade } from '#access';
import { LedgerUnavailable } from '#ledger';
import { openStandInDoor } from '../../../../test/support/stand-in-door.js';
import { log } from '../log.js';
import { ErrorsFilter } from '../api/errors.filter.js';
import { ErrorPages } from '../pages/error-pages.js';
import { Needs } from './needs.js';
import { recordLooks } from './record-looks.js';

const ID = '0b7a2a0e-6c1f-4f5e-9d3c-8f2b1a4e5d6c';
const CASE = '0b7a2a0e-6c1f-4f5e-9d3c-8f2b1a4e5d00';

@Controller('api')
class Records {
  @Get('exhibits/:exhibitId')
  @Needs('see an exhibit')
  exhibit(@Param('exhibitId') id: string) {
    if (id !== ID) throw new ForbiddenException('Not yours.');
    return { secret: 'content' };
  }

  @Get('exhibits/:exhibitId/file')
  @Needs('take away a custody record')
  file(@Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('content-length', '7');
    return new StreamableFile(Readable.from(['content']), { disposition: 'attachment; filename="a.pdf"' });
  }
}

let app: NestFastifyApplication;
let url: string;
let recorded: LookMade[];
let fails: boolean;

beforeAll(async () => {
  log.level = 'silent';
  const module = await Test.createTestingModule({
    controllers: [Records],
    providers: [
      { provide: ErrorPages, useValue: undefined },
      { provide: APP_FILTER, useClass: ErrorsFilter },
    ],
  }).compile();
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const people = peopleOf(DEMONSTRATION_PEOPLE);
  openStandInDoor(adapter.getInstance());
  recordLooks(adapter.getInstance(), {
    people,
    accessLog: {
      record(look) {
        if (fails) return Promise.reject(new LedgerUnavailable('test', { cause: 'test' }));
        recorded.push(look);
        return Promise.resolve();
      },
    },
    readModels: { caseOf: () => Promise.resolve(CASE), waitFor: () => Promise.resolve(true) },
    reasons: 'required',
  });
  app = module.createNestApplication<NestFastifyApplication>(adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
beforeEach(() => {
  recorded = [];
  fails = false;
});
afterAll(() => app.close());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${url}${path}`, {
    headers: { authorization: 'Bearer okafor', 'x-access-reason': 'examination', ...headers },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

it('records what is shown, of which case, and why', async () => {
  expect(await get(`/api/exhibits/${ID}`)).toMatchObject({ status: 200, text: '{"secret":"content"}' });
  expect(recorded).toMatchObject([
    { type: 'RecordViewed', by: { id: 'okafor' }, facts: { caseId: CASE, exhibitId: ID, reason: 'examination' } },
  ]);
});

it('shows nothing that cannot be recorded', async () => {
  fails = true;
  for (const path of [`/api/exhibits/${ID}`, `/api/exhibits/${ID}/file`]) {
    const { status, headers, text } = await get(path);
    expect(status).toBe(503);
    expect(text).not.toContain('content');
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('content-disposition')).toBeNull();
  }
});

it('records a file before it is sent, and a refusal', async () => {
  expect(await get(`/api/exhibits/${ID}/file`)).toMatchObject({ status: 200, text: 'content' });
  expect((await get(`/api/exhibits/${CASE}`)).status).toBe(403);
  expect(recorded).toMatchObject([
    { type: 'RecordExported', facts: { permission: 'take away a custody record', exhibitId: ID } },
    { type: 'AccessRefused', facts: { status: 403, exhibitId: CASE } },
  ]);
});

it('refuses to tell a script that does not say why, where the force wants to know', async () => {
  expect(await get(`/api/exhibits/${ID}`, { 'x-access-reason': ' ' })).toMatchObject({ status: 428 });
  expect(recorded).toEqual([]);
});

it('takes a reason in words of their own', async () => {
  await get(`/api/exhibits/${ID}`, { 'x-access-reason': 'Court asks' });
  expect(recorded).toMatchObject([{ facts: { reason: 'other', reasonInWords: 'Court asks' } }]);
});
