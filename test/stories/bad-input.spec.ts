import { randomUUID } from 'node:crypto';
import { ContinuityUnderTest, seizure, type Told } from '../support/continuity.js';

describe('what cannot be right is answered clearly and recorded nowhere', () => {
  let continuity: ContinuityUnderTest;
  let caseId: string;
  beforeAll(async () => {
    continuity = await ContinuityUnderTest.start();
    caseId = await continuity.openCase();
  });
  afterAll(() => continuity?.stop());

  const head = async () => (await continuity.read<{ position: number }>('/health/ready')).position;
  const hourAhead = () => new Date(Date.now() + 3_600_000).toISOString();
  const good = () => seizure(caseId, 'AB/1');
  const raw = (change: (json: string) => string) => ({
    raw: change(JSON.stringify({ occurredAt: new Date().toISOString(), ...good() })),
  });

  const cases: readonly [string, Record<string, unknown>, Told, number, string | undefined][] = [
    ['text that is not JSON', {}, { raw: '{"caseId": ' }, 400, 'body'],
    ['a body that is a list', {}, { raw: '[]' }, 422, 'body'],
    ['no body', {}, { raw: '' }, 400, 'body'],
    ['a missing field', { sealNumber: undefined }, {}, 422, 'sealNumber'],
    ['a number where text belongs', { description: 7 }, {}, 422, 'description'],
    ['a decimal', { description: 1.5 }, {}, 422, 'description'],
    ['an unknown field', { colour: 'black' }, {}, 422, 'colour'],
    ['a field named __proto__', {}, raw((json) => json.replace('{', '{"__proto__":{"a":1},')), 422, undefined],
    ['a name that stands twice', {}, raw((json) => json.replace('{', '{"kind":"tablet",')), 422, 'kind'],
    ['the NUL character', { description: 'a\0b' }, {}, 422, 'description'],
    [
      'half of a surrogate pair',
      {},
      raw((json) => json.replace('Black smartphone', 'Black \\ud83d')),
      422,
      'description',
    ],
    ['a bad UUID', { exhibitId: 'AB-1' }, {}, 422, 'exhibitId'],
    ['a bad reference', { exhibitRef: 'ab1' }, {}, 422, 'exhibitRef'],
    ['a power that is none', { power: 'curiosity' }, {}, 422, 'power'],
    ['a time in the future', { occurredAt: hourAhead() }, {}, 422, 'occurredAt'],
    ['a time that does not exist', { occurredAt: '2026-02-30T10:00:00Z' }, {}, 422, 'occurredAt'],
    ['a time without an offset', { occurredAt: '2026-02-03T10:00:00' }, {}, 422, 'occurredAt'],
    ['a late entry without a reason', { occurredAt: '2026-01-14T05:40:00Z' }, {}, 422, 'lateReason'],
    ['an Idempotency-Key that is no UUID', {}, { key: 'one' }, 400, 'Idempotency-Key'],
    ['a body of 2 MB', { description: 'x'.repeat(2 * 1024 * 1024) }, {}, 413, undefined],
  ];

  it.each(cases)('%s', async (_what, facts, told, status, field) => {
    const before = await head();
    const answer = await continuity.command('SeizeDevice', { ...good(), ...facts }, told);
    expect(answer).toMatchObject({ status, type: expect.stringContaining('application/problem+json') });
    expect(answer.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    if (field !== undefined) expect(answer.body).toMatchObject({ errors: { [field]: [expect.any(String)] } });
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.(ts|js)|node_modules/);
    expect(await head()).toBe(before);
  });

  it('names a command that does not exist', async () => {
    expect(await continuity.command('StealDevice', good())).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('StealDevice') },
    });
  });

  it('refuses a body that is not JSON by its type', async () => {
    const answer = await continuity.send('/api/commands/SeizeDevice', {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'idempotency-key': randomUUID() },
      body: 'hello',
    });
    expect(answer).toMatchObject({ status: 415, type: expect.stringContaining('problem+json') });
  });

  it('refuses bytes that are no UTF-8', async () => {
    const answer = await continuity.send('/api/commands/SeizeDevice', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: Buffer.from([0x22, 0xff, 0xfe, 0x22]),
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: { body: ['is not UTF-8'] } } });
  });

  it('hands nothing to somebody who does not exist', async () => {
    const facts = good();
    await continuity.done('SeizeDevice', facts);
    const { exhibitId, sealNumber } = facts;
    const answer = await continuity.command('TransferCustody', {
      caseId,
      exhibitId,
      sealNumber,
      to: 'bel',
      purpose: 'booking in',
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: { to: [expect.stringContaining('bel')] } } });
  });

  it('begins no part under the id of another exhibit', async () => {
    const [phone, other] = [seizure(caseId, 'CD/1'), seizure(caseId, 'CD/2')];
    await continuity.done('SeizeDevice', phone);
    await continuity.done('SeizeDevice', other);
    await continuity.done('BreakSeal', {
      caseId,
      exhibitId: phone.exhibitId,
      sealNumber: phone.sealNumber,
      reason: 'SIM',
    });
    const part = {
      caseId,
      exhibitId: phone.exhibitId,
      childId: other.exhibitId,
      exhibitRef: 'CD/1/1',
      kind: 'SIM card',
    };
    expect(await continuity.command('TakeSubExhibit', part)).toMatchObject({
      status: 409,
      body: { rule: 'exhibit-already-recorded' },
    });
  });

  it('refuses a correction that names no entry, or says nothing that a field may say', async () => {
    const facts = good();
    await continuity.done('SeizeDevice', { ...facts, exhibitRef: 'CD/9' });
    const { exhibitId } = facts;
    const wrong = { caseId, exhibitId, correctsEventId: randomUUID(), field: 'kind', now: 'tablet', reason: 'Misread' };
    expect(await continuity.command('CorrectEntry', wrong)).toMatchObject({
      status: 409,
      body: { rule: 'no-such-entry' },
    });
    const { now: _now, ...nothing } = wrong;
    expect(await continuity.command('CorrectEntry', nothing)).toMatchObject({
      status: 422,
      body: { errors: { now: [expect.any(String)] } },
    });
    const tool = { tool: 'UFED', version: '7.69', validationRef: 'VR-1', scope: 'phones' };
    expect(await continuity.command('ValidateTool', { ...tool, caseId }, { as: 'mensah' })).toMatchObject({
      status: 422,
      body: { errors: { caseId: ['caseId is not a field of this command'] } },
    });
    const { position } = await continuity.done('ValidateTool', tool, 'mensah');
    expect(await continuity.read(`/api/tools?at=${position}`)).toMatchObject({ items: [{ tool: 'UFED' }], next: null });
  });

  it('names a case that was never opened', async () => {
    const answer = await continuity.command('SeizeDevice', seizure(randomUUID(), 'AB/1'));
    expect(answer).toMatchObject({ status: 409, body: { rule: 'case-not-opened' } });
  });

  it('answers a read with a bad id, an unknown id, a bad cursor and a bad year', async () => {
    expect((await continuity.send('/api/exhibits/AB-1')).status).toBe(400);
    expect((await continuity.send(`/api/exhibits/${randomUUID()}`)).status).toBe(404);
    expect((await continuity.send('/api/exhibits?after=%00nonsense')).status).toBe(400);
    expect((await continuity.send('/api/outcomes?year=last')).status).toBe(400);
    for (const query of ['asKnownAt=yesterday', 'asKnownAt=2026-13-01T00:00:00Z', 'order=sideways'])
      expect((await continuity.send(`/api/exhibits/${randomUUID()}/timeline?${query}`)).status).toBe(400);
    expect((await continuity.send('/api/audit?asKnownAt=x')).status).toBe(400);
    expect((await continuity.send(`/api/exhibits/${randomUUID()}/continuity`)).status).toBe(404);
    expect((await continuity.send(`/api/cases/${randomUUID()}/disclosure`)).status).toBe(404);
    expect((await continuity.send('/api/nothing-here')).status).toBe(404);
  });
});
