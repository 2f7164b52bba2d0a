import { randomUUID } from 'node:crypto';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';

describe('many people at once', () => {
  let continuity: ContinuityUnderTest;
  beforeAll(async () => {
    continuity = await ContinuityUnderTest.start();
  });
  afterAll(() => continuity?.stop());

  const head = async () => (await continuity.read<{ position: number }>('/health/ready')).position;

  it('records a command that is sent 100 times at once, once', async () => {
    const caseId = await continuity.openCase();
    const facts = {
      caseId,
      exhibitId: randomUUID(),
      kind: 'mobile phone',
      place: 'loft',
      detectedBy: { method: 'dog', name: 'Micky' },
      occurredAt: new Date().toISOString(),
    };
    const before = await head();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => continuity.command('DetectDevice', facts, { key })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await head()).toBe(before + 1);
  });

  it('gives a reference that 50 officers claim at once to one, and tells the others who has it', async () => {
    const caseId = await continuity.openCase();
    await continuity.done('AssignOfficer', { caseId, officerId: 'aziz', role: 'search officer' }, 'okafor');
    const claims = Array.from({ length: 50 }, () => seizure(caseId, 'AB/1'));
    const answers = await Promise.all(
      claims.map((facts, i) => continuity.command('SeizeDevice', facts, { as: i % 2 ? 'whitlock' : 'aziz' })),
    );
    const won = answers.filter(({ status }) => status === 201);
    const lost = answers.filter(({ status }) => status === 409);
    expect([won.length, lost.length]).toEqual([1, 49]);
    const winner = claims[answers.findIndex(({ status }) => status === 201)];
    for (const { body } of lost) {
      expect(body).toMatchObject({
        rule: 'exhibit-reference-taken',
        state: { exhibitId: winner?.exhibitId, value: 'AB/1', claimedBy: expect.stringMatching(/^DC /) },
      });
    }
  });

  it('lets the same reference be used in another case', async () => {
    const [first, second] = [await continuity.openCase(), await continuity.openCase()];
    await continuity.done('SeizeDevice', seizure(first, 'AB/2'));
    await continuity.done('SeizeDevice', seizure(second, 'AB/2'));
  });

  it('never lets a seal number be used twice, on any exhibit of any case', async () => {
    const sealNumber = `HC-${Date.now()}`;
    await continuity.done('SeizeDevice', seizure(await continuity.openCase(), 'AB/1', { sealNumber }));
    const again = await continuity.command('SeizeDevice', seizure(await continuity.openCase(), 'AB/1', { sealNumber }));
    expect(again).toMatchObject({ status: 409, body: { rule: 'seal-number-used' } });
  });

  it('finds its own claims again when a seizure that was refused is put right', async () => {
    const caseId = await continuity.openCase();
    await continuity.done('SeizeDevice', seizure(caseId, 'AB/1'));
    const facts = seizure(caseId, 'AB/1');
    expect((await continuity.command('SeizeDevice', facts)).status).toBe(409);
    await continuity.done('SeizeDevice', { ...facts, exhibitRef: 'AB/2' });
  });

  it('refuses an Idempotency-Key that was used for something else', async () => {
    const caseId = await continuity.openCase();
    const key = randomUUID();
    const occurredAt = new Date().toISOString();
    const facts = seizure(caseId, 'AB/1', { occurredAt });
    expect((await continuity.command('SeizeDevice', facts, { key })).status).toBe(201);
    const other = await continuity.command('SeizeDevice', { ...facts, description: 'White tablet' }, { key });
    expect(other).toMatchObject({ status: 409, body: { rule: 'idempotency-key-reused' } });
    const { exhibitId, sealNumber } = facts;
    const handing = { caseId, exhibitId, occurredAt, to: 'bell', purpose: 'booking in', sealNumber };
    const handed = randomUUID();
    expect((await continuity.command('TransferCustody', handing, { key: handed })).status).toBe(201);
    expect(await continuity.command('TransferCustody', { ...handing, to: 'doyle' }, { key: handed })).toMatchObject({
      status: 409,
      body: { rule: 'idempotency-key-reused' },
    });
  });
});
