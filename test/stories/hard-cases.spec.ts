import { randomUUID } from 'node:crypto';
import { ContinuityUnderTest } from '../support/continuity.js';
import { ExhibitUnderTest } from '../support/exhibits.js';

const HOUR = 3_600_000;
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();

describe('hard cases of custody: a fact is taken, and what follows from it is raised', () => {
  let continuity: ContinuityUnderTest;
  let caseId: string;
  beforeAll(async () => {
    continuity = await ContinuityUnderTest.start();
    caseId = await continuity.openCase();
  });
  afterAll(() => continuity?.stop());

  const seized = (reference: string, more?: Record<string, unknown>, as?: string) =>
    ExhibitUnderTest.seized(continuity, caseId, reference, more, as);

  it('1: takes a seal that is broken on receipt, shuts the exhibit, and puts it up for disclosure until a supervisor has explained it', async () => {
    const phone = await seized('HC/1');
    await phone.handOver('whitlock', 'mensah', { sealIntact: false });
    expect(await phone.read()).toMatchObject({ custody: 'held', seal: 'compromised', openDiscrepancies: 1 });
    await phone.do('RequestExamination', { priority: 1, questions: 'Images?', dueBy: '2027-02-01' }, 'okafor');
    expect(await phone.refused('StartExamination', { examiner: 'mensah', method: 'logical' }, 'mensah')).toBe(
      'discrepancy-open',
    );
    expect((await phone.continuityNow()).sentence).toMatch(/^Continuity is broken at .*not intact\.$/);

    const [raised] = (await phone.read()).discrepancies;
    const toSchedule = async () =>
      (await continuity.read<{ toSchedule: { eventId: string }[] }>(`/api/cases/${caseId}/disclosure`)).toSchedule;
    expect((await toSchedule()).map(({ eventId }) => eventId)).toContain(raised?.id);
    const item = { caseId, materialId: randomUUID(), schedule: 'MG6C', item: 'A torn bag', eventId: raised?.id };
    await continuity.done('ScheduleMaterial', item, 'nair');
    await phone.do('ResolveDiscrepancy', { explanation: 'The bag tore in the vehicle; both officers saw it.' }, 'hart');
    expect(await phone.read()).toMatchObject({ openDiscrepancies: 0, seal: 'opened' });
    expect((await toSchedule()).map(({ eventId }) => eventId)).not.toContain(raised?.id);
    expect(await phone.continuityNow()).toMatchObject({
      unbroken: true,
      sentence: expect.stringContaining('1 discrepancy explained'),
    });
  });

  it('2: doubts both exhibits when the seal of one is seen on the other, and lets a misread number be corrected', async () => {
    const [phone, tablet] = [await seized('HC/2'), await seized('HC/3')];
    await phone.handOver('whitlock', 'mensah', { sealNumberSeen: tablet.sealNumber });
    expect(await phone.read()).toMatchObject({ seal: 'compromised', discrepancies: [{ kind: 'seal' }] });
    expect(await tablet.read()).toMatchObject({ discrepancies: [{ kind: 'swapped bag' }] });

    const other = await seized('HC/4');
    await other.handOver('whitlock', 'mensah', { sealNumberSeen: `${other.sealNumber}X` });
    const received = (await other.timeline()).find(({ type }) => type === 'CustodyReceived');
    const correction = {
      correctsEventId: received?.id,
      field: 'sealNumberSeen',
      now: other.sealNumber,
      reason: 'Misread',
    };
    expect(await other.refused('CorrectEntry', correction, 'mensah')).toBe('not-a-supervisor');
    await other.do('CorrectEntry', { ...correction, was: `${other.sealNumber}X` }, 'hart');
    await other.do('ResolveDiscrepancy', { explanation: 'Misread: the photograph shows the right number.' }, 'hart');
    expect(await other.read()).toMatchObject({
      ...{ seal: 'sealed', sealNumber: other.sealNumber, openDiscrepancies: 0, corrected: ['sealNumber'] },
    });
    await other.do('BreakSeal', { sealNumber: other.sealNumber, reason: 'examination' }, 'mensah');
  });

  it('2: keeps a number that was seen on a bag from any other exhibit', async () => {
    const phone = await seized('HC/5');
    await phone.handOver('whitlock', 'mensah', { sealNumberSeen: `${phone.sealNumber}Y` });
    const answer = await continuity.command('SeizeDevice', {
      ...{ caseId, exhibitId: randomUUID(), exhibitRef: 'HC/6', kind: 'phone', description: 'Phone', power: 'warrant' },
      ...{ from: 'A person', sealNumber: `${phone.sealNumber}Y`, powerState: 'off' },
    });
    expect(answer).toMatchObject({ status: 409, body: { rule: 'seal-number-used' } });
  });

  it('3: keeps both of two places where an exhibit is said to be, and lets neither win', async () => {
    const phone = await seized('HC/7');
    await phone.do('StoreExhibit', { location: 'Exhibits vehicle' });
    await phone.do('ReportSighting', { location: 'Property Store, shelf 9' }, 'bell');
    expect(await phone.read()).toMatchObject({
      custody: 'held',
      holder: { id: 'whitlock' },
      location: 'Exhibits vehicle',
      discrepancies: [{ kind: 'two places', detail: expect.stringContaining('shelf 9') }],
    });
    expect(await phone.refused('ReturnDevice', { to: 'Its owner', authority: 'OIC' })).toBe('discrepancy-open');
  });

  it('4: takes a backdated entry with a reason, in the order in which it was recorded, and shows both orders', async () => {
    const phone = await seized('HC/8', { occurredAt: ago(60), lateReason: 'No signal at the scene' });
    await phone.do('StoreExhibit', { location: 'Shelf 1' });
    const backdated = { location: 'Vehicle', occurredAt: ago(50), lateReason: 'Forgotten in the notebook' };
    await phone.do('StoreExhibit', backdated);
    const places = (items: readonly { summary: string }[]) => items.map(({ summary }) => summary.split(' at ')[1]);
    expect(places(await phone.timeline()).slice(1)).toEqual(['Shelf 1', 'Vehicle']);
    expect(places(await phone.timeline('&order=happened')).slice(1)).toEqual(['Vehicle', 'Shelf 1']);
    expect(await phone.timeline()).toMatchObject([{ late: true }, { late: false }, { late: true }]);
  });

  it('4: answers for what was known at a past moment, corrections included', async () => {
    const phone = await seized('HC/9');
    const before = new Date().toISOString();
    const [seizedEntry] = await phone.timeline();
    const correction = {
      correctsEventId: seizedEntry?.id,
      field: 'description',
      now: 'Blue smartphone',
      reason: 'Daylight',
    };
    const { EntryCorrected } = await phone.do('CorrectEntry', correction);
    expect(await phone.timeline()).toMatchObject([
      { type: 'DeviceSeized', correctedBy: [{ id: EntryCorrected, field: 'description' }], corrects: null },
      { type: 'EntryCorrected', corrects: seizedEntry?.id },
    ]);
    expect(await phone.timeline(`&asKnownAt=${before}`)).toMatchObject([{ type: 'DeviceSeized', correctedBy: [] }]);
    expect(await phone.read()).toMatchObject({ description: 'Blue smartphone', corrected: ['description'] });
    const audited = async (query: string) =>
      (await continuity.read<{ items: object[] }>(`/api/audit?exhibitId=${phone.exhibitId}${query}`)).items;
    expect(await audited('')).toHaveLength(2);
    expect(await audited(`&asKnownAt=${before}`)).toHaveLength(1);
    expect(await phone.refused('CorrectEntry', { ...correction, was: 'Black smartphone', now: 'Green' })).toBe(
      'entry-says-otherwise',
    );
  });

  it('5: takes entries that were made without a signal in the order sent, and keeps visible one that a rule refuses', async () => {
    const phone = await seized('HC/10', { occurredAt: ago(5) });
    await phone.do('TransferCustody', {
      to: 'bell',
      purpose: 'booking in',
      sealNumber: phone.sealNumber,
      occurredAt: ago(3),
    });
    // Made an hour before, sent after: the exhibit is in transit by now.
    const stored = { location: 'Vehicle', occurredAt: ago(4) };
    const rule = await phone.refused('StoreExhibit', stored);
    const refusal = { command: 'StoreExhibit', rule, detail: 'It is in transit', deviceId: 'handset 7', deviceSeq: 12 };
    await phone.do('ReportRejectedEntry', { ...refusal, occurredAt: ago(4) });
    expect((await phone.timeline()).at(-1)).toMatchObject({
      type: 'EntryRejected',
      summary: expect.stringContaining('StoreExhibit made without a signal on handset 7 was refused when sent'),
    });
    expect((await phone.timeline('&order=happened')).map(({ type }) => type)).toEqual([
      'DeviceSeized',
      'EntryRejected',
      'CustodyTransferred',
    ]);
  });

  it('6: lets one of two officers who hand it over at once win, and shows the other what is so now', async () => {
    const phone = await seized('HC/11');
    const to = (receiver: string) =>
      continuity.command('TransferCustody', {
        ...{ caseId, exhibitId: phone.exhibitId, to: receiver, purpose: 'storage', sealNumber: phone.sealNumber },
      });
    const answers = await Promise.all([to('bell'), to('doyle')]);
    const lost = answers.find(({ status }) => status === 409);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(lost?.body).toMatchObject({ rule: 'in-transit', state: { custody: { is: 'in transit' } } });
    // Observations append: both of two notes made at once are there.
    await Promise.all([phone.do('MakeNote', { text: 'One' }), phone.do('MakeNote', { text: 'Two' }, 'bell')]);
    expect((await phone.timeline()).filter(({ type }) => type === 'ExaminerNoteMade')).toHaveLength(2);
  });

  it('7: records each force’s part of a handover between two, and the agreement under which they share', async () => {
    const phone = await seized('HC/12');
    const agreementRef = 'BCH joint controllers 2025/3';
    await phone.do('TransferCustody', {
      to: 'mensah',
      purpose: 'examination',
      sealNumber: phone.sealNumber,
      agreementRef,
    });
    const seen = { sealNumberSeen: phone.sealNumber, sealIntact: true, location: 'DFU' };
    await phone.do('ReceiveCustody', seen, 'mensah');
    const [, sent, received] = await phone.timeline();
    expect(sent).toMatchObject({
      actor: { force: 'Hertfordshire Constabulary' },
      summary: expect.stringContaining(agreementRef),
    });
    expect(received).toMatchObject({ actor: { force: 'Bedfordshire, Cambridgeshire and Hertfordshire' } });
    expect(await phone.continuityNow()).toMatchObject({
      unbroken: true,
      unsigned: [],
      legs: [{}, {}, { holder: { id: 'mensah' } }],
    });
  });
});
