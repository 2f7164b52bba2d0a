import { legsOf, type LegItem } from './legs.js';
import { swimLane } from './swim-lane.js';

const person = (id: string) => ({ id, name: `PC ${id}`, role: 'search officer', unit: 'Unit', force: 'Force' });
const [aziz, bell, doyle] = [person('Aziz'), person('Bell'), person('Doyle')];

let position = 0;
const at = (time: string, type: string, by = aziz, holder: LegItem['holder'] = by): LegItem => ({
  type,
  occurredAt: `2026-01-${time}:00.000Z`,
  position: ++position,
  actor: by,
  holder,
});
const NOW = '2026-01-20T12:00:00.000Z';

const seized = at('14T05:40', 'DeviceSeized');
const handedOver = at('14T06:10', 'CustodyTransferred');
const received = at('14T06:15', 'CustodyReceived', bell);
const legs = (...items: LegItem[]) =>
  legsOf(items, NOW).map(({ is, holder, from, to }) => [
    is,
    holder?.id ?? null,
    from.slice(8, 16),
    to?.slice(8, 16) ?? null,
  ]);

describe('who answered for an exhibit', () => {
  it('is the finder from the seizure on, and nobody before', () =>
    expect(legs(at('14T05:30', 'DeviceDetected', aziz, null), seized)).toEqual([['held', 'Aziz', '14T05:40', null]]));

  it('is the sender until the receiver accepts', () =>
    expect(legs(seized, handedOver, received)).toEqual([
      ['held', 'Aziz', '14T05:40', '14T06:10'],
      ['in transit', 'Aziz', '14T06:10', '14T06:15'],
      ['held', 'Bell', '14T06:15', null],
    ]));

  it('is the sender again after a refusal', () =>
    expect(legs(seized, handedOver, at('14T06:20', 'CustodyRefused', bell, aziz)).at(-1)).toEqual([
      'held',
      'Aziz',
      '14T06:20',
      null,
    ]));

  it('does not change by a note made meanwhile', () =>
    expect(
      legs(seized, at('14T06:00', 'ExaminerNoteMade'), handedOver, at('14T06:12', 'DiscrepancyRaised'), received),
    ).toHaveLength(3));

  it('is taken as it happened, whatever the order of recording', () =>
    expect(legs(received, seized, handedOver)).toEqual(legs(seized, handedOver, received)));

  it('ends with the return to its owner', () =>
    expect(
      legs(seized, at('16T09:00', 'DeviceReturned', aziz, null), at('17T09:00', 'EntryCorrected', aziz, null)),
    ).toEqual([['held', 'Aziz', '14T05:40', '16T09:00']]));
});

describe('a gap', () => {
  it('begins when nobody has received an exhibit for a day', () =>
    expect(legs(seized, handedOver, at('16T06:10', 'CustodyReceived', doyle))).toEqual([
      ['held', 'Aziz', '14T05:40', '14T06:10'],
      ['in transit', 'Aziz', '14T06:10', '15T06:10'],
      ['unreceived', 'Aziz', '15T06:10', '16T06:10'],
      ['held', 'Doyle', '16T06:10', null],
    ]));

  it('goes on to this day when nobody ever received it', () =>
    expect(legs(seized, handedOver).at(-1)).toEqual(['unreceived', 'Aziz', '15T06:10', null]));

  it('is a period without a holder after the seizure', () =>
    expect(
      legs(seized, at('15T00:00', 'EntryCorrected', aziz, null), at('15T08:00', 'CustodyReceived', bell))[1],
    ).toEqual(['nobody', null, '15T00:00', '15T08:00']));

  it('is not a day in transit exactly', () =>
    expect(legs(seized, handedOver, at('15T06:10', 'CustodyReceived', bell)).map(([is]) => is)).toEqual([
      'held',
      'in transit',
      'held',
    ]));
});

describe('the drawing', () => {
  const drawn = swimLane([seized, handedOver, received], NOW);
  if (!drawn) throw new Error('nothing was drawn');

  it('has nothing to show before the seizure', () =>
    expect(swimLane([at('14T05:30', 'DeviceDetected', aziz, null)], NOW)).toBeUndefined());

  it('has a lane for each holder, in the order in which they held it', () =>
    expect(drawn.lanes.map(({ name }) => name)).toEqual(['PC Aziz', 'PC Bell']));

  it('has bars side by side that fill the width, the shortest still wide enough to see', () => {
    drawn.bars.reduce((end, bar) => {
      expect(bar.x).toBeCloseTo(end, 1);
      return bar.x + bar.width;
    }, drawn.plotLeft);
    expect(Math.min(...drawn.bars.map(({ width }) => width))).toBeGreaterThanOrEqual(30);
    const [scene, , store] = drawn.bars;
    expect(store?.width).toBeGreaterThan(scene?.width ?? Infinity);
  });

  it('joins the lanes where the exhibit changed hands', () => expect(drawn.handovers).toHaveLength(1));

  it('says in words what it shows', () => {
    expect(drawn.description).toBe('2 people answered for it in turn; every minute is accounted for.');
    expect(swimLane([seized, handedOver], NOW)?.description).toBe(
      '1 person answered for it; 1 period is not accounted for, drawn in red.',
    );
  });

  it('keeps the moments on its axis apart', () => {
    const xs = drawn.ticks.map(({ x }) => x);
    expect(drawn.ticks.at(-1)).toMatchObject({ date: 'now', time: '12:00' });
    xs.slice(1).forEach((x, index) => expect(x - (xs[index] ?? 0)).toBeGreaterThanOrEqual(index === 0 ? 112 : 78));
  });

  it('grows with the number of legs, and says the length of one only where it can be written', () => {
    const hands = Array.from({ length: 60 }, (_, n) =>
      at(`15T0${Math.floor(n / 10)}:${10 + (n % 10)}`, 'CustodyReceived', n % 2 ? aziz : bell),
    );
    const busy = swimLane([seized, ...hands], NOW);
    expect(busy?.width).toBeGreaterThan(61 * 30);
    expect(busy?.bars[1]?.text).toBeUndefined();
    expect(drawn.bars[2]?.text).toBe('6 days 5 h');
  });
});
