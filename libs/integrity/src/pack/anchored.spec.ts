import { placeInTime, type Anchored } from './anchored.js';

const MINUTE = 60_000;
const anchor = (size: number, stampedAt: number, leaf?: number): Anchored => ({ size, stampedAt, leaf, by: 'Test' });

describe('events between two time-stamps', () => {
  // The first stamp is on 10 leaves and stands at leaf 12, the second on 20 leaves.
  const anchors = [anchor(10, 100 * MINUTE, 12), anchor(20, 200 * MINUTE)];
  const placed = (leaf: number, minutes: number) => placeInTime([{ leaf, recordedAt: minutes * MINUTE }], anchors);

  it.each([
    ['before the first stamp', 9, 100, 0],
    ['before it, by a clock that is two minutes ahead', 9, 102, 0],
    ['after a stamp that it was there for', 9, 103, 1],
    ['between the stamps', 13, 150, 0],
    ['before the stamp that the log had already', 13, 97, 1],
    ['earlier, where the log did not have the stamp yet', 11, 50, 0],
    ['after the second stamp, which was on it', 19, 203, 1],
    ['later, when no stamp is on it', 20, 500, 0],
    ['before the first, long after it', 20, 97, 1],
  ])('are outside them or not: recorded %s', (_, leaf, minutes, outside) =>
    expect(placed(leaf, minutes)).toMatchObject({ outside, open: leaf === 20 ? 1 : 0 }),
  );

  it('are told by the first', () => {
    const events = [3, 1, 2].map((leaf) => ({ leaf, recordedAt: 500 * MINUTE }));
    expect(placeInTime(events, anchors)).toStrictEqual({ outside: 3, first: events[1], open: 0 });
    expect(placeInTime(events, [])).toStrictEqual({ outside: 0, first: undefined, open: 3 });
  });
});
