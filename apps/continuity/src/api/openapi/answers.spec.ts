import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DEMONSTRATION_PEOPLE, NOT_PERMITTED, peopleOf } from '#access';
import { type ExhibitFilter, type ReadModels, type Seen } from '#read-models';
import { expectConforms } from '../../../../../test/support/openapi.js';
import { openStandInDoor } from '../../../../../test/support/stand-in-door.js';
import { Gate } from '../../access/guard.js';
import { CommandDesk, type Answer } from '../../commands/command-desk.js';
import { ErrorPages } from '../../pages/error-pages.js';
import { PEOPLE, READ_MODELS, RECEIPTS } from '../../parts.js';
import { BODY_LIMIT, readStrictJson } from '../body.js';
import { CommandsController } from '../commands.controller.js';
import { ErrorsFilter } from '../errors.filter.js';
import { ReadsController } from '../reads.controller.js';

const ID = '0b7a2a0e-6c1f-4f5e-9d3c-8f2b1a4e5d6c';
const COMMAND = '/api/commands/ApplySeal';
const HEADERS = { 'content-type': 'application/json', 'idempotency-key': ID, authorization: 'Bearer okafor' };

/** May read all of it. */
const AUDITOR = { authorization: 'Bearer quayle' };

let app: NestFastifyApplication;
let url: string;
let deskAnswers: Answer;
let asked: ExhibitFilter;
let proof: string | undefined;

beforeAll(async () => {
  const desk: CommandDesk = {
    take: () => Promise.resolve(deskAnswers),
    weigh: () => Promise.resolve({ is: 'allowed' }),
  };
  const nothingYet: Partial<ReadModels & Seen> = {
    seenBy: () => nothingYet as Seen,
    openedByBreakGlass: () => Promise.resolve([]),
    waitFor: () => Promise.resolve(false),
    exhibit: () => Promise.resolve(undefined),
    exhibits: () => Promise.resolve({ items: [], next: null }),
    search: () => Promise.resolve({ opens: null, exhibits: [], cases: [], people: [], more: false }),
    queue: (filter) => {
      asked = filter;
      return Promise.resolve({ items: [], next: null, waiting: 0, tooLate: 0, completed: 0, paceDays: 28 });
    },
  };
  const module = await Test.createTestingModule({
    controllers: [CommandsController, ReadsController],
    providers: [
      { provide: CommandDesk, useValue: desk },
      { provide: READ_MODELS, useValue: nothingYet },
      {
        provide: RECEIPTS,
        useValue: { sign: () => Promise.resolve('receipt'), proof: () => Promise.resolve(proof) },
      },
      { provide: PEOPLE, useValue: peopleOf(DEMONSTRATION_PEOPLE) },
      { provide: ErrorPages, useValue: undefined },
      { provide: APP_FILTER, useClass: ErrorsFilter },
      { provide: APP_GUARD, useClass: Gate },
    ],
  }).compile();
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  openStandInDoor(adapter.getInstance());
  readStrictJson(adapter.getInstance());
  app = module.createNestApplication<NestFastifyApplication>(adapter, { bodyParser: false, logger: false });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

/** Sends a request, expects the answer to be one that the document promises, and gives its status. */
async function answered(path: string, init: RequestInit = { headers: AUDITOR }): Promise<number> {
  const response = await fetch(`${url}${path}`, init);
  expectConforms(path, init.method ?? 'GET', response.status, await response.json());
  return response.status;
}

const SEIZURE: Answer = {
  is: 'done',
  receipt: {
    ...{ stream: `exhibit-${ID}`, revision: 0, position: 12, events: [{ id: ID, type: 'DeviceSeized' }] },
    ...{ hash: 'c0ffee', caseId: ID, recordedAt: '2026-01-14T06:13:41.250Z' },
  },
};

it('waits for the seal of what is handed over, where asked to, and says how to ask again', async () => {
  deskAnswers = SEIZURE;
  const ask = (path: string) => answered(path, { method: 'POST', headers: HEADERS, body: '{}' });
  proof = 'c2sp.org/tlog-proof@v1';
  expect(await ask('/api/commands/SeizeDevice?sealed=true')).toBe(201);
  proof = undefined;
  expect(await ask('/api/commands/SeizeDevice?sealed=true')).toBe(503);
  expect(await ask('/api/commands/SeizeDevice')).toBe(201);
  expect(await ask('/api/commands/SeizeDevice?sealed=soon')).toBe(400);
  expect(await ask(`${COMMAND}?sealed=true`)).toBe(400);
});

const sent = (body: string, headers: Record<string, string> = HEADERS) =>
  answered(COMMAND, { method: 'POST', headers, body });

it.each<[number, Answer]>([
  [
    201,
    {
      is: 'done',
      receipt: {
        stream: `exhibit-${ID}`,
        revision: 3,
        position: 12,
        events: [{ id: ID, type: 'SealApplied' }],
        hash: 'c0ffee',
        caseId: ID,
        recordedAt: '2026-01-14T06:13:41.250Z',
      },
    },
  ],
  [404, { is: 'unknown command' }],
  [403, { is: 'refused', refusal: { rule: NOT_PERMITTED, message: 'BreakSeal is not for Leela Nair.', state: {} } }],
  [409, { is: 'refused', refusal: { rule: 'sealed-already', message: 'It is sealed.', state: { is: 'sealed' } } }],
  [422, { is: 'invalid', problems: { sealNumber: ['sealNumber must be text'] } }],
])('answers a command as promised: %i', async (status, answer) => {
  deskAnswers = answer;
  expect(await sent('{}')).toBe(status);
});

it('answers a command that cannot be read as promised', async () => {
  const { 'idempotency-key': _key, ...keyless } = HEADERS;
  const { authorization: _token, ...nobody } = HEADERS;
  expect(await sent('{')).toBe(400);
  expect(await sent('{}', keyless)).toBe(400);
  expect(await sent('{}', nobody)).toBe(401);
  expect(await sent(`"${'x'.repeat(BODY_LIMIT)}"`)).toBe(413);
  expect(await sent('{}', { ...HEADERS, 'content-type': 'text/csv' })).toBe(415);
  expect(await sent('{"a":1,"a":2}')).toBe(422);
});

it('answers a read as promised', async () => {
  expect(await answered('/api/people')).toBe(200);
  expect(await answered('/api/exhibits?limit=200')).toBe(200);
  expect(await answered('/api/exhibits?limit=201')).toBe(400);
  expect(await answered('/api/search?q=phone')).toBe(200);
  expect(await answered('/api/search?q=')).toBe(400);
  expect(await answered('/api/queue?priority=5')).toBe(400);
  expect(await answered('/api/queue?bailBefore=soon')).toBe(400);
  expect(await answered('/api/queue?unit=COST&priority=1&dueBefore=2026-03-01&limit=5')).toBe(200);
  expect(asked).toEqual({ unit: 'COST', priority: 1, dueBefore: '2026-03-01' });
  expect(await answered('/api/exhibits/AB1')).toBe(400);
  expect(await answered(`/api/exhibits/${ID}`)).toBe(404);
  expect(await answered(`/api/exhibits/${ID}/timeline?at=7`)).toBe(503);
});
