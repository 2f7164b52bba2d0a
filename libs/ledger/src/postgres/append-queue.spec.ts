import { AppendQueue, type Waiting } from './append-queue.js';

const append = (stream: string, { bytes = 100, since = 0 } = {}): Waiting => ({
  ...{ stream, bytes, since, events: [] },
  answer: () => undefined,
  fail: () => undefined,
});
const queueOf = (...appends: Waiting[]) => {
  const queue = new AppendQueue();
  for (const one of appends) queue.add(one);
  return queue;
};

describe('the queue of appends', () => {
  it('never gives out two to one stream together, and the second after the first is settled', () => {
    const [first, second, other] = [append('a'), append('a'), append('b')];
    const queue = queueOf(first, second, other);
    expect(queue.take()).toStrictEqual([first, other]);
    expect(queue.ready).toBe(0);
    queue.settle(other);
    expect(queue.ready).toBe(0);
    queue.settle(first);
    expect(queue.take()).toStrictEqual([second]);
    queue.settle(second);
    expect(queue.size).toBe(0);
  });

  it('gives out 512 at most, or 4 MB, but at least one', () => {
    const many = queueOf(...Array.from({ length: 600 }, (_, index) => append(String(index))));
    expect([many.take().length, many.take().length]).toStrictEqual([512, 88]);
    const megabyte = 1024 * 1024;
    const large = queueOf(...[5, 3, 1, 1].map((size, index) => append(String(index), { bytes: size * megabyte })));
    expect([large.take().length, large.take().length, large.take().length]).toStrictEqual([1, 2, 1]);
  });

  it('gives out first what was put back', () => {
    const [a, b, c] = [append('a'), append('b'), append('c')];
    const queue = queueOf(a, b);
    const batch = queue.take();
    queue.add(c);
    queue.putBack(batch);
    expect(queue.take()).toStrictEqual([a, b, c]);
  });

  it('takes out what is overdue: ready, behind another or given out, and lets those after it go on', () => {
    const old = { since: 1 };
    const [sent, behind, next] = [append('a', old), append('a', old), append('a', { since: 9 })];
    const [ready, after] = [append('b', old), append('b', { since: 9 })];
    const queue = queueOf(sent);
    queue.take();
    for (const one of [behind, ready, next, after]) queue.add(one);
    expect([...queue.overdue(5)]).toStrictEqual([sent, behind, ready]);
    expect(queue.size).toBe(2);
    expect(queue.take()).toStrictEqual([after]);
    queue.putBack([sent]);
    expect(queue.take()).toStrictEqual([next]);
  });
});
