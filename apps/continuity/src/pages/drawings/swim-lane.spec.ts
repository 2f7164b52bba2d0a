import { continuity, type ChainEntry } from '#custody';
import { legsOf } from './legs.js';
import { swimLane } from './swim-lane.js';

const person = (id: string) => ({ id, name: `PC ${id}`, role: 'search officer', unit: 'Unit', force: 'Force' });
const [aziz, bell, doyle] = [person('Aziz'), person('Bell'), person('Doyle')];

let count = 0;
const at = (time: string, type: string, by = aziz, facts: object = {}): ChainEntry => ({
  id: `event-${++count}`,
  type,
  occurredAt: `2026-01-${time}:00.000Z`,
  recordedAt: `2026-01-${time}:00.000Z`,
  by,
  facts,
});
const NOW = '2026-01-20T12:00:00.000Z';

const seized = at('14T05:40', 'DeviceSeized');
const handedOver = at('14T06:10', 'CustodyTransferred', aziz, { to: 'Bell' });
const received = at('14T06:15', 'CustodyReceived', bell, { location: 'van' });
const proved = (...entries: ChainEntry[]) => continuity('x', entries, NOW, (id) => `PC ${id}`);
const legs = (...entries: ChainEntry[]) =>
  legsOf(proved(...entries)).map(({ is, holder, from, to }) => [
    is,
    holder?.id ?? null,
    from.slice(8, 16),
    to?.slice(8, 16) ?? null,
  ]);

describe('a leg', () => {
  it('is the sender’s until the receiver accepts', () =>
    expect(legs(seized, handedOver, received)).toEqual([
      ['held', 'Aziz', '14T05:40', '14T06:10'],
      ['in transit', 'Aziz', '14T06:10', '14T06:15'],
      ['held', 'Bell', '14T06:15', null],
    ]));

  it('in transit is drawn as a gap once nobody has received it for a day', () =>
    expect(legs(seized, handedOver, at('16T06:10', 'CustodyReceived', bell))).toEqual([
      ['held', 'Aziz', '14T05:40', '14T06:10'],
      ['in transit', 'Aziz', '14T06:10', '15T06:10'],
      ['unreceived', 'Aziz', '15T06:10', '16T06:10'],
      ['held', 'Bell', '16T06:10', null],
    ]));

  it('is not a gap after a day in transit exactly', () =>
    expect(legs(seized, handedOver, at('15T06:10', 'CustodyReceived', bell)).map(([is]) => is)).toEqual([
      'held',
      'in transit',
      'held',
    ]));

  it('for which nobody signed is drawn apart', () => {
    const taken = at('16T08:00', 'CustodyTransferred', doyle, { to: 'Bell' });
    expect(legs(seized, taken).slice(0, 2)).toEqual([
      ['held', 'Aziz', '14T05:40', '14T05:40'],
      ['nobody', null, '14T05:40', '16T08:00'],
    ]);
  });

  it('that ends before it begins has no length, and is edged as flawed', () => {
    const early = at('14T05:00', 'CustodyTransferred', aziz, { to: 'Bell' });
    expect(legsOf(proved(seized, early))[0]?.milliseconds).toBe(0);
    expect(swimLane(proved(seized, early))?.bars.map(({ flawed }) => flawed)).toContain(true);
  });
});

describe('the drawing', () => {
  const drawn = swimLane(proved(seized, handedOver, received));
  if (!drawn) throw new Error('nothing was drawn');

  it('has nothing to show before the seizure', () =>
    expect(swimLane(proved(at('14T05:30', 'DeviceDetected')))).toBeUndefined());

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
    expect(swimLane(proved(seized, handedOver))?.description).toBe(
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
    const busy = swimLane(proved(seized, ...hands));
    expect(busy?.width).toBeGreaterThan(61 * 30);
    expect(busy?.bars[1]?.text).toBeUndefined();
    expect(drawn.bars[2]?.text).toBe('6 days 5 h');
  });
});
