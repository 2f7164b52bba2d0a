import { recordDemonstration } from '../../apps/continuity/src/demo/record.js';
import { OPERATION } from '../../apps/continuity/src/demo/story.js';
import { ContinuityUnderTest } from '../support/continuity.js';
import { EventStoreDouble } from '../support/eventstore-double/eventstore-double.js';

interface Item {
  readonly type: string;
  readonly holder: { id: string } | null;
  readonly late: boolean;
  readonly summary: string;
}
interface Exhibit {
  readonly exhibitId: string;
  readonly exhibitRef: string;
  readonly custody: string;
  readonly examination: string;
  readonly seal: string;
  readonly sealNumber: string;
}

/** Of an EventStoreDB or KurrentDB that is there for this story alone, and empty; a double plays it otherwise. */
const real = process.env['STORY_EVENTSTORE_URL'];
const ledgers = ['PostgreSQL', real ? 'EventStoreDB' : 'EventStoreDB, played by a double'] as const;

describe.each(ledgers)('Operation Larkspur, from the dog to the court, with its ledger in %s', (ledger) => {
  let continuity: ContinuityUnderTest;
  let store: EventStoreDouble | undefined;
  let exhibits: Map<string, Exhibit>;

  beforeAll(async () => {
    if (ledger === 'EventStoreDB, played by a double') store = await EventStoreDouble.start();
    const url = ledger === 'PostgreSQL' ? undefined : (real ?? store?.url);
    continuity = await ContinuityUnderTest.start(url ? { EVENTSTORE_URL: url } : {});
    await recordDemonstration(continuity.url, () => undefined);
    if (store) expect(store.appends).toBeGreaterThan(100);
    const { position } = await continuity.read<{ position: number }>('/health/ready');
    const { items } = await continuity.read<{ items: Exhibit[] }>(`/api/exhibits?caseId=${OPERATION}&at=${position}`);
    exhibits = new Map(items.map((exhibit) => [exhibit.exhibitRef, exhibit]));
  }, 120_000);
  afterAll(async () => {
    await continuity?.stop();
    store?.stop();
  });

  /** The ids of all entries; who looked meanwhile is not among them. */
  const recorded = async () => {
    const { position } = await continuity.read<{ position: number }>('/health/ready');
    const ids: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: { items: { id: string }[]; next: string | null } = await continuity.read(
        `/api/audit?limit=200&at=${position}${after && `&after=${encodeURIComponent(after)}`}`,
      );
      ids.push(...page.items.map(({ id }) => id));
      after = page.next;
    }
    return ids;
  };
  const timeline = async (reference: string) =>
    (await continuity.read<{ items: Item[] }>(`/api/exhibits/${exhibits.get(reference)?.exhibitId}/timeline?limit=200`))
      .items;

  it('shows the phone from the find to the store, every hand it went through named', async () => {
    const items = await timeline('TW/1');
    expect(items.map(({ type, holder }) => [type, holder?.id ?? null])).toEqual([
      ['DeviceDetected', null],
      ['DeviceSeized', 'whitlock'],
      ['CustodyTransferred', 'whitlock'],
      ['CustodyReceived', 'bell'],
      ['CustodyTransferred', 'bell'],
      ['CustodyReceived', 'doyle'],
      ['ExaminationRequested', 'doyle'],
      ['CustodyTransferred', 'doyle'],
      ['CustodyReceived', 'mensah'],
      ['SealBroken', 'mensah'],
      ['ExaminationStarted', 'mensah'],
      ['SubExhibitTaken', 'mensah'],
      ['ImageAcquired', 'mensah'],
      ['ExaminationPaused', 'mensah'],
      ['ExaminationResumed', 'mensah'],
      ['ExaminationCompleted', 'mensah'],
      ['ReportIssued', 'mensah'],
      ['SealApplied', 'mensah'],
      ['CustodyTransferred', 'mensah'],
      ['CustodyReceived', 'doyle'],
    ]);
    expect(items.some(({ late }) => late)).toBe(false);
  });

  it('gives the SIM card a stream of its own', async () => {
    const sim = exhibits.get('TW/1/1');
    expect(sim).toMatchObject({ custody: 'held', seal: 'sealed', sealNumber: 'BCH-D-20931' });
    expect((await timeline('TW/1/1')).map(({ type }) => type)).toEqual(['SubExhibitTaken', 'SealApplied']);
  });

  it('shows each device at its stage', () => {
    const stages = [...exhibits.values()].map(({ exhibitRef, custody, examination }) => [
      exhibitRef,
      custody,
      examination,
    ]);
    expect(new Set(stages)).toEqual(
      new Set([
        ['TW/1', 'held', 'completed'],
        ['TW/1/1', 'held', 'none'],
        ['TW/2', 'held', 'requested'],
        ['TW/3', 'held', 'requested'],
        ['NA/1', 'held', 'paused'],
        ['NA/2', 'in transit', 'none'],
      ]),
    );
  });

  it('shows one man charged and remanded, the other on bail with conditions', async () => {
    const { suspects } = await continuity.read<{
      suspects: { name: string; status: string; plea: string | null; bail: unknown; charges: { counts: number }[] }[];
    }>(`/api/cases/${OPERATION}`);
    expect(suspects.find(({ name }) => name === 'Callum Stretton')).toMatchObject({
      status: 'remanded',
      plea: 'none',
      charges: [{ counts: 2 }],
    });
    expect(suspects.find(({ name }) => name === 'Joel Marsden')).toMatchObject({
      status: 'on bail',
      bail: { conditions: expect.any(Array) },
    });
  });

  it('counts 316 charges and 106 years last year, 12 years so far this year', async () => {
    const year = new Date().getUTCFullYear();
    const last = await continuity.read<{
      total: { charges: number; custodialMonths: number };
      units: { charges: number }[];
    }>(`/api/outcomes?year=${year - 1}`);
    expect(last.total).toMatchObject({ charges: 316, custodialMonths: 106 * 12 });
    expect(last.units.reduce((sum, { charges }) => sum + charges, 0)).toBe(316);
    const current = await continuity.read<{ total: { custodialMonths: number } }>(`/api/outcomes?year=${year}`);
    expect(current.total.custodialMonths).toBe(12 * 12);
  });

  it('records nothing twice when the demonstration is loaded again', async () => {
    const before = await recorded();
    await recordDemonstration(continuity.url, () => undefined);
    expect(await recorded()).toEqual(before);
  }, 60_000);
});
