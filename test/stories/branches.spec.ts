import pg from 'pg';
import { checkStream } from '#integrity';
import { postgresLedger } from '#ledger';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';

interface Exhibit {
  readonly custody: string;
  readonly holder: { readonly id: string };
  readonly seal: string;
  readonly openDiscrepancies: number;
}

describe('where the story goes another way', () => {
  let continuity: ContinuityUnderTest;
  let caseId: string;
  beforeAll(async () => {
    continuity = await ContinuityUnderTest.start();
    caseId = await continuity.openCase();
  });
  afterAll(() => continuity?.stop());

  /** A phone that DC Whitlock has seized and handed to the exhibits officer. */
  async function handedOver(exhibitRef: string) {
    const facts = seizure(caseId, exhibitRef);
    await continuity.done('SeizeDevice', facts);
    const { exhibitId, sealNumber } = facts;
    const handing = { caseId, exhibitId, to: 'bell', purpose: 'booking in', sealNumber };
    const { position } = await continuity.done('TransferCustody', handing);
    return { exhibitId, sealNumber, position };
  }
  const now = async (exhibitId: string, position: number) =>
    continuity.read<Exhibit & Record<string, unknown>>(`/api/exhibits/${exhibitId}?at=${position}`);

  it('takes a seal that is broken on arrival, raises a discrepancy, and examines nothing until a supervisor has resolved it', async () => {
    const { exhibitId, sealNumber } = await handedOver('EF/1');
    const received = { caseId, exhibitId, sealNumberSeen: sealNumber, sealIntact: false, location: 'Exhibits vehicle' };
    const { events, position } = await continuity.done('ReceiveCustody', received, 'bell');
    expect(events.map(({ type }) => type)).toEqual(['CustodyReceived', 'DiscrepancyRaised']);
    expect(await now(exhibitId, position)).toMatchObject({
      custody: 'held',
      holder: { id: 'bell' },
      seal: 'compromised',
      openDiscrepancies: 1,
    });

    const explanation = 'The bag tore in the vehicle; photographed by both officers.';
    const by = (as: string) => continuity.command('ResolveDiscrepancy', { caseId, exhibitId, explanation }, { as });
    expect(await by('bell')).toMatchObject({ status: 403 });
    expect(await by('hart')).toMatchObject({ status: 201 });
  });

  it('keeps a phone that nobody received in transit, the sender answering for it, and lets only the addressee receive it', async () => {
    const { exhibitId, sealNumber, position } = await handedOver('EF/2');
    const received = { caseId, exhibitId, sealNumberSeen: sealNumber, sealIntact: true, location: 'Property Store' };
    expect(await continuity.command('ReceiveCustody', received, { as: 'okafor' })).toMatchObject({
      status: 409,
      body: { rule: 'not-the-addressee' },
    });
    expect(await continuity.command('StoreExhibit', { caseId, exhibitId, location: 'Shelf 1' })).toMatchObject({
      status: 409,
    });
    expect(await now(exhibitId, position)).toMatchObject({ custody: 'in transit', holder: { id: 'whitlock' } });
  });

  it('takes a phone that was booked in without a signal and sent four hours later, at the time it happened', async () => {
    const occurredAt = new Date(Date.now() - 4 * 3_600_000).toISOString();
    const facts = seizure(caseId, 'EF/3', { occurredAt });
    const { position } = await continuity.done('SeizeDevice', facts);
    const { items } = await continuity.read<{ items: { occurredAt: string; recordedAt: string; late: boolean }[] }>(
      `/api/exhibits/${facts.exhibitId}/timeline?at=${position}`,
    );
    expect(items).toMatchObject([{ occurredAt, late: false }]);
    expect(Date.parse(items[0]?.recordedAt ?? '') - Date.parse(occurredAt)).toBeGreaterThanOrEqual(4 * 3_600_000);
  });

  it('shows an entry that was made more than 24 hours later as late, with its reason', async () => {
    const lateReason = 'The notebook was in the safe over the weekend';
    const occurredAt = new Date(Date.now() - 50 * 3_600_000).toISOString();
    const facts = seizure(caseId, 'EF/4', { occurredAt, lateReason });
    const { position } = await continuity.done('SeizeDevice', facts);
    expect(await continuity.read(`/api/exhibits/${facts.exhibitId}/timeline?at=${position}`)).toMatchObject({
      items: [{ late: true, lateReason }],
    });
  });

  it('finds the field that somebody with the database password edited', async () => {
    const { exhibitId } = await handedOver('EF/5');
    const stream = `exhibit-${exhibitId}`;
    const database = new pg.Client({ connectionString: continuity.databaseUrl });
    const ledger = await postgresLedger({ url: continuity.databaseUrl });
    const check = async () => checkStream(stream, await ledger.readStream(stream), () => undefined);
    try {
      await database.connect();
      const edit = `UPDATE ledger.events SET data = replace(data::text, 'Black smartphone', 'White smartphone')::json WHERE stream = '${stream}'`;
      expect(await check()).toEqual([]);
      await expect(database.query(edit)).rejects.toThrow('never changed or removed');
      await database.query('ALTER TABLE ledger.events DISABLE TRIGGER USER');
      await database.query(edit);
      expect(await check()).toMatchObject([{ kind: 'altered', stream, revision: 0, field: 'description' }]);
    } finally {
      await database.end();
      await ledger.close();
    }
  });
});
