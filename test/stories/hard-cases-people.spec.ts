import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { SCHEMA } from '#read-models';
import { ContinuityUnderTest } from '../support/continuity.js';
import { ExhibitUnderTest } from '../support/exhibits.js';

describe('hard cases of records and people', () => {
  let continuity: ContinuityUnderTest;
  let caseId: string;
  beforeAll(async () => {
    continuity = await ContinuityUnderTest.start();
    caseId = await continuity.openCase();
  });
  afterAll(() => continuity?.stop());

  const seized = (reference: string, more?: Record<string, unknown>) =>
    ExhibitUnderTest.seized(continuity, caseId, reference, more);
  const back = { to: 'Maria Stretton', authority: 'DS Okafor' };

  it('8: links two records of one device, each naming the other, and undoes it', async () => {
    const [one, other] = [await seized('HP/1'), await seized('HP/2')];
    await one.do('LinkAsSame', { sameAs: other.exhibitId, reason: 'One IMEI' });
    expect(await one.read()).toMatchObject({
      exhibitRef: 'HP/1',
      sameAs: [{ exhibitId: other.exhibitId, exhibitRef: 'HP/2' }],
    });
    expect(await other.read()).toMatchObject({
      exhibitRef: 'HP/2',
      sameAs: [{ exhibitId: one.exhibitId, exhibitRef: 'HP/1' }],
    });
    await other.do('UndoLink', { sameAs: one.exhibitId, reason: 'The IMEI was misread' });
    expect(await one.read()).toMatchObject({ sameAs: [] });
    expect((await one.timeline()).map(({ type }) => type)).toEqual([
      'DeviceSeized',
      'ExhibitsLinkedAsSame',
      'LinkUndone',
    ]);
  });

  it('9: finds a mislabelled exhibit under its old reference and its new one', async () => {
    const phone = await seized('HP/3');
    await seized('HP/4');
    expect(await phone.refused('RelabelExhibit', { exhibitRef: 'HP/4', reason: 'Wrong label' })).toBe(
      'exhibit-reference-taken',
    );
    await phone.do('RelabelExhibit', { exhibitRef: 'HP/5', reason: 'The label of another bag' });
    expect(await phone.read()).toMatchObject({ exhibitRef: 'HP/5', formerRefs: ['HP/3'] });
    for (const q of ['HP/3', 'HP/5']) {
      const { items } = await continuity.read<{ items: object[] }>(`/api/exhibits?caseId=${caseId}&q=${q}`);
      expect(items).toMatchObject([{ exhibitId: phone.exhibitId }]);
    }
  });

  it('10: keeps a victim’s name sealed in the ledger, and a hold on what is theirs', async () => {
    const from = `A victim ${randomUUID()}`;
    const phone = await seized('HP/6', { power: 'consent', from });
    await phone.do('HoldRetention', {
      kind: 'victim',
      reason: 'Her agreement covers messages only',
      authority: 'PCSC s.37',
    });
    expect(await phone.refused('ReturnDevice', back)).toBe('hold-active');
    expect(await phone.timeline()).toMatchObject([{ summary: expect.stringContaining(from) }, {}]);
    const database = new pg.Client({ connectionString: continuity.databaseUrl });
    await database.connect();
    const stored = `SELECT count(*)::int AS n FROM ledger.events WHERE data::text LIKE '%' || $1 || '%'`;
    const shown = `SELECT count(*)::int AS n FROM ${SCHEMA}.entries WHERE coalesce(line, long) LIKE '%' || $1 || '%'`;
    const counts = await Promise.all([stored, shown].map((sql) => database.query<{ n: number }>(sql, [from])));
    await database.end();
    expect(counts.map(({ rows }) => rows[0]?.n)).toEqual([0, 0]);
  });

  it('11: stops an examination that meets privileged material, until somebody outside it lets it go on', async () => {
    const phone = await seized('HP/7');
    await phone.onTheBench();
    const hold = { kind: 'privilege', reason: 'Letters to a solicitor', authority: 'PACE s.19(6)' };
    const held = await phone.do('HoldRetention', hold, 'mensah');
    expect(Object.keys(held)).toEqual(['RetentionHeld', 'ExaminationPaused']);
    expect(await phone.refused('ResumeExamination', {}, 'mensah')).toBe('hold-active');
    const release = { reason: 'Counsel has taken them out', authority: 'Independent counsel' };
    expect(await phone.refused('ReleaseRetention', release, 'okafor')).toBe('not-independent');
    await phone.do('ReleaseRetention', release, 'hart');
    await phone.do('ResumeExamination', {}, 'mensah');
    expect(await phone.read()).toMatchObject({ examination: 'started', holds: [] });
  });

  it('12: keeps one device of two cases until both have let go of it', async () => {
    const phone = await seized('HP/8');
    const otherCaseId = await continuity.openCase();
    await phone.do('LinkCase', { otherCaseId, reason: 'Seen in both' });
    expect(await phone.read()).toMatchObject({ alsoIn: [{ caseId: otherCaseId, operationName: 'Test' }] });
    const note = { caseId: otherCaseId, exhibitId: phone.exhibitId, text: 'Asked for' };
    const { position } = await continuity.done('MakeNote', note, 'okafor');
    const { items } = await continuity.read<{ items: { type: string; exhibitId: string | null }[] }>(
      `/api/cases/${otherCaseId}/timeline?at=${position}`,
    );
    // The other case sees its own entries of it, no more.
    expect(items.filter(({ exhibitId }) => exhibitId !== null).map(({ type }) => type)).toEqual(['ExaminerNoteMade']);
    expect(await phone.refused('ReturnDevice', back)).toBe('needed-in-another-case');
    await phone.do('UnlinkCase', { otherCaseId, reason: 'No charge there' });
    await phone.do('ReturnDevice', back);
    expect(await phone.read()).toMatchObject({ custody: 'returned', holder: null });
  });

  it('13: gives a device that several people claim to nobody until it is settled', async () => {
    const phone = await seized('HP/9');
    const [hers, his] = [randomUUID(), randomUUID()];
    await phone.do('ClaimOwnership', { claimId: hers, claimant: 'Maria Stretton', basis: 'A receipt' });
    await phone.do('ClaimOwnership', { claimId: his, claimant: 'Callum Stretton', basis: 'Says so' });
    expect(await phone.refused('ReturnDevice', back)).toBe('ownership-disputed');
    const settled = { claimId: his, outcome: 'rejected', authority: 'Police (Property) Act 1897' };
    await phone.do('SettleOwnership', settled, 'okafor');
    await phone.do('ReturnDevice', { ...back, identityCheck: 'passport' });
    expect((await phone.timeline()).at(-1)).toMatchObject({
      type: 'DeviceReturned',
      summary: expect.stringContaining('Maria'),
    });
    // Final: nothing is done to it any more, though it may be spoken of.
    expect(await phone.refused('StoreExhibit', { location: 'Shelf' })).toBe('already-returned');
    await phone.do('MakeNote', { text: 'She rang to thank us.' });
  });

  it('14: has a supervisor stand in for somebody who left, and names the supervisor, never who left', async () => {
    const phone = await seized('HP/10');
    const { sealNumber } = phone;
    const handing = { to: 'bell', purpose: 'booking in', sealNumber };
    expect(await phone.refused('TransferCustody', handing, 'hart')).toBe('not-the-holder');
    await phone.do('TransferCustody', { ...handing, standInReason: 'DC Whitlock has left the force' }, 'hart');
    const seen = { sealNumberSeen: sealNumber, sealIntact: true, location: 'Store' };
    expect(await phone.refused('ReceiveCustody', seen, 'lindqvist')).toBe('not-the-addressee');
    await phone.do('ReceiveCustody', { ...seen, standInReason: 'Karen Bell is ill' }, 'lindqvist');
    expect(await phone.timeline()).toMatchObject([{}, { actor: { id: 'hart' } }, { actor: { id: 'lindqvist' } }]);
    expect(await phone.continuityNow()).toMatchObject({
      unbroken: true,
      legs: [{}, { inStead: true }, { inStead: true }],
    });
  });

  it('keeps a phone until the SIM card that was taken out of it is disposed of', async () => {
    const phone = await seized('HP/11');
    await phone.do('BreakSeal', { sealNumber: phone.sealNumber, reason: 'SIM' });
    const sim = await phone.takePart('HP/11/1');
    expect(await phone.refused('ReturnDevice', back)).toBe('undisposed-children');
    await phone.do('HoldRetention', { reason: 'Appeal lodged', authority: 'CPIA Code 5.10', kind: 'appeal' });
    expect(await sim.refused('DestroyDevice', { method: 'shredding', authority: 'OIC', witness: 'Sgt Farrow' })).toBe(
      'hold-active',
    );
    await phone.do('ReleaseRetention', { reason: 'Appeal dismissed', authority: 'Court of Appeal' }, 'okafor');
    expect(await sim.refused('DestroyDevice', { method: 'shredding', authority: 'OIC', witness: 'Sgt Farrow' })).toBe(
      'destruction-not-authorised',
    );
    await sim.do('AuthoriseDestruction', { reason: 'Forfeited', authority: 'Court' }, 'hart');
    await sim.do('DestroyDevice', { method: 'shredding', authority: 'OIC', witness: 'Sgt Farrow' });
    await phone.do('ReturnDevice', back);
  });

  it('counts a corrected charge and a corrected sentence once', async () => {
    const suspectId = randomUUID();
    const as = (name: string, facts: Record<string, unknown>) =>
      continuity.done(name, { caseId, suspectId, ...facts }, 'okafor');
    const offence = { act: 'Sexual Offences Act 2003', section: 's.103I', description: 'breach of a SHPO', counts: 2 };
    const unit = `Unit ${suspectId}`;
    await as('ArrestPerson', { name: 'A Person', dateOfBirth: '2001-03-19', suspectedOf: ['breach'] });
    const charge = await as('BringCharge', { unit, offences: [offence] });
    await as('EnterPlea', { plea: 'guilty' });
    const sentence = await as('PassSentence', { custodyMonths: 21, suspended: false, orders: [], court: 'Luton' });
    const correct = (eventId: string | undefined, field: string, now: unknown) =>
      as('CorrectEntry', { correctsEventId: eventId, field, now, reason: 'Typed wrong' });
    await correct(charge.events[0]?.id, 'offences', [{ ...offence, counts: 3 }]);
    await correct(sentence.events[0]?.id, 'custodyMonths', 12);
    const { position } = await correct(sentence.events[0]?.id, 'court', 'Luton Crown Court');
    const year = new Date().getFullYear();
    const { total } = await continuity.read<{ total: object }>(
      `/api/outcomes?year=${year}&unit=${encodeURIComponent(unit)}&at=${position}`,
    );
    expect(total).toEqual({ charges: 3, custodialMonths: 12, sentences: 1 });
    expect(await continuity.read(`/api/suspects/${suspectId}`)).toMatchObject({
      charges: [{ counts: 3 }],
      sentence: { custodyMonths: 12, court: 'Luton Crown Court' },
      corrected: ['charges', 'sentence'],
    });
  });

  it('seals a corrected name as it seals the name', async () => {
    const suspectId = randomUUID();
    const arrest = { caseId, suspectId, name: 'Jo Marsden', dateOfBirth: '2001-03-19', suspectedOf: ['x'] };
    const { events } = await continuity.done('ArrestPerson', arrest, 'okafor');
    const now = `Joel ${randomUUID()}`;
    const correction = { caseId, suspectId, correctsEventId: events[0]?.id, field: 'name', now, reason: 'Misheard' };
    const { position } = await continuity.done('CorrectEntry', correction, 'okafor');
    expect(await continuity.read(`/api/suspects/${suspectId}?at=${position}`)).toMatchObject({
      name: now,
      corrected: ['name'],
    });
    const { items } = await continuity.read<{ items: { summary: string }[] }>(
      `/api/audit?suspectId=${suspectId}&q=Misheard`,
    );
    expect(items).toMatchObject([{ summary: `Name corrected to ${now}: Misheard` }]);
    const database = new pg.Client({ connectionString: continuity.databaseUrl });
    await database.connect();
    const { rows } = await database.query(`SELECT 1 FROM ledger.events WHERE data::text LIKE '%' || $1 || '%'`, [now]);
    await database.end();
    expect(rows).toEqual([]);
  });
});
