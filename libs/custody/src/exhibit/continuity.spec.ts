import { type Person } from '../kernel/decision.js';
import { eventId, ID, type Past } from '../kernel/given.js';
import { continuity, type ChainEntry } from './continuity.js';
import { happened } from './events.js';
import { doubted, examiner, handedOver, officer, received, seized, storekeeper, supervisor } from './given-exhibit.js';

const at = (time: string, past: Past): Past => ({ ...past, at: `2026-01-14T${time}:00.000Z` });
const NOW = '2026-01-14T18:00:00.000Z';
const names = new Map([officer, examiner, storekeeper, supervisor].map(({ id, name }) => [id, name]));

function prove(past: readonly Past[], asOf = NOW) {
  const entries = past.map(({ by, type, facts, at: when = NOW }, n): ChainEntry => ({
    ...{ id: eventId(n), type, facts, by, occurredAt: when, recordedAt: when },
  }));
  return continuity(ID, entries, asOf, (id) => names.get(id) ?? id);
}

const stored = (by: Person): Past => ({ by, ...happened('StoredAt', { location: 'Shelf 1' }) });
const refused = (by: Person): Past => ({ by, ...happened('CustodyRefused', { reason: 'Wrong bag' }) });
const returned = (by: Person): Past => ({ by, ...happened('DeviceReturned', { to: 'x', authority: 'y' }) });
const explained = (n: number): Past => ({
  by: supervisor,
  ...happened('DiscrepancyResolved', { explanation: 'Torn in the van', discrepancyId: eventId(n) }),
});
const toTheLab = [at('06:12', seized()), at('08:00', handedOver(officer, examiner)), at('08:20', received(examiner))];

describe('the gap prover', () => {
  it('accounts for every minute from the seizure to now', () => {
    const { legs, ...rest } = prove([...toTheLab, at('09:00', stored(examiner))]);
    expect(legs).toMatchObject([
      { is: 'held', holder: { id: 'whitlock' }, from: '2026-01-14T06:12:00.000Z', until: '2026-01-14T08:00:00.000Z' },
      { is: 'in transit', holder: { id: 'whitlock' }, to: 'mensah', until: '2026-01-14T08:20:00.000Z' },
      { is: 'held', holder: { id: 'mensah' }, location: 'Shelf 1', until: null },
    ]);
    expect(rest).toMatchObject({
      ...{ unbroken: true, gaps: [], overlaps: [], unsigned: [], doubts: [], until: NOW },
      sentence:
        'Continuity is unbroken: every minute from 14 January 2026, 06:12 to now is accounted for, by 2 people.',
    });
  });

  it('ends when it is given back', () =>
    expect(prove([...toTheLab, at('10:00', returned(examiner))])).toMatchObject({
      ...{ unbroken: true, until: '2026-01-14T10:00:00.000Z' },
      sentence: expect.stringContaining('to 14 January 2026, 10:00 is accounted for'),
    }));

  it('has not begun before a seizure', () =>
    expect(prove([])).toMatchObject({
      unbroken: false,
      sentence: 'No chain of custody has begun: it was not seized.',
    }));

  it('goes on with the sender when the receiver refuses', () =>
    expect(prove([...toTheLab.slice(0, 2), at('08:30', refused(examiner))])).toMatchObject({
      unbroken: true,
      legs: [{}, {}, { is: 'held', holder: { id: 'whitlock' }, from: '2026-01-14T08:30:00.000Z' }],
    }));

  it('says of a handover on its way that it is, and a day later that nobody received it', () => {
    const sent = toTheLab.slice(0, 2);
    expect(prove(sent)).toMatchObject({
      unbroken: true,
      sentence: expect.stringMatching(/It is on its way to Abena Mensah, who has not received it yet\.$/),
    });
    expect(prove(sent, '2026-01-15T08:01:00.000Z')).toMatchObject({
      unbroken: false,
      unsigned: [{ eventId: eventId(1) }],
      sentence:
        'Continuity is broken at 14 January 2026, 08:00: it was handed over to Abena Mensah, who never received it.',
    });
  });

  it('finds a gap where somebody hands over what another held', () =>
    expect(prove([...toTheLab, at('12:00', handedOver(storekeeper, officer))])).toMatchObject({
      unbroken: false,
      gaps: [{ at: '2026-01-14T08:20:00.000Z', until: '2026-01-14T12:00:00.000Z', eventId: eventId(3) }],
      unsigned: [{ why: 'it was handed over by Martin Doyle while recorded as held by Abena Mensah' }],
      sentence: expect.stringMatching(
        /^Continuity is broken at 14 January 2026, 08:20: nobody signed for it .* 1 further flaw/,
      ),
    }));

  it('finds what was received though nobody handed it over, or by another than it was handed to', () => {
    expect(prove([at('06:12', seized()), at('08:20', received(examiner))]).unsigned).toMatchObject([
      { why: 'Abena Mensah received it, and nobody had handed it over' },
    ]);
    expect(prove([...toTheLab.slice(0, 2), at('08:20', received(storekeeper))]).unsigned).toMatchObject([
      { why: 'Martin Doyle received what was handed to Abena Mensah' },
    ]);
  });

  it('takes a supervisor’s signature in the addressee’s stead, and says so', () => {
    const inStead = { location: 'Lab', sealNumberSeen: 'S100', sealIntact: true, standInReason: 'Ill' };
    const standIn: Past = { by: supervisor, ...happened('CustodyReceived', inStead) };
    expect(prove([...toTheLab.slice(0, 2), at('08:20', standIn)])).toMatchObject({
      ...{ unbroken: true, unsigned: [] },
      legs: [{}, {}, { inStead: true }],
    });
  });

  it('finds an overlap where it was received before it was handed over', () =>
    expect(
      prove([at('06:12', seized()), at('08:00', handedOver(officer, examiner)), at('07:00', received(examiner))]),
    ).toMatchObject({
      unbroken: false,
      overlaps: [{ at: '2026-01-14T07:00:00.000Z', until: '2026-01-14T08:00:00.000Z', eventId: eventId(2) }],
    }));

  it('finds what was handled after it had been given back', () =>
    expect(
      prove([...toTheLab, at('10:00', returned(examiner)), at('11:00', handedOver(examiner, officer))]).overlaps,
    ).toMatchObject([{ eventId: eventId(4), why: expect.stringContaining('after it had been given back') }]));

  it('is broken by a discrepancy until it is explained', () => {
    const doubt = [...toTheLab, at('08:20', doubted())];
    expect(prove(doubt)).toMatchObject({ unbroken: false, doubts: [{ explained: null }] });
    expect(prove([...doubt, at('09:00', explained(3))])).toMatchObject({
      ...{ unbroken: true, doubts: [{ explained: 'Torn in the van' }] },
      sentence: expect.stringContaining('1 discrepancy explained.'),
    });
  });

  it('reads entries as they were corrected, and only what was known', () => {
    const correction = happened('EntryCorrected', {
      ...{ correctsEventId: eventId(2), entryType: 'CustodyReceived', field: 'occurredAt', reason: 'Typed 7 for 8' },
      now: '2026-01-14T08:05:00.000Z',
    });
    const past = [
      at('06:12', seized()),
      at('08:00', handedOver(officer, examiner)),
      at('07:05', received(examiner)),
      at('09:00', { by: supervisor, ...correction }),
    ];
    expect(prove(past)).toMatchObject({ unbroken: true, overlaps: [] });
    expect(prove(past, '2026-01-14T08:59:00.000Z').overlaps).toHaveLength(1);
  });

  it('tells times by London’s clock', () => {
    const summer: Past = { ...seized(), at: '2026-07-14T05:12:00.000Z' };
    expect(prove([summer], '2026-07-14T18:00:00.000Z').sentence).toContain('from 14 July 2026, 06:12 to now');
  });

  it('of a part begins where it was taken out', () => {
    const facts = { childId: ID, exhibitRef: 'AB/1/1', kind: 'SIM card', parentId: 'p', parentRef: 'AB/1' };
    expect(prove([at('09:00', { by: examiner, ...happened('SubExhibitTaken', facts) })])).toMatchObject({
      ...{ unbroken: true, from: '2026-01-14T09:00:00.000Z' },
    });
  });
});
