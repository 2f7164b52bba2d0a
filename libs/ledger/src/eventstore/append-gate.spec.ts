import { LedgerUnavailable } from '../ledger.js';
import { AppendGate } from './append-gate.js';

describe('the gate that appends go through', () => {
  const inside: ((outcome: 'done' | 'failed') => void)[] = [];
  const entered: number[] = [];
  let gate: AppendGate;
  const append = (number: number) =>
    gate.through(`appending ${number}`, async () => {
      entered.push(number);
      const outcome = await new Promise((end) => inside.push(end));
      if (outcome === 'failed') throw new Error(`${number} failed`);
      return number;
    });
  const appends = (count: number) => Array.from({ length: count }, (_, number) => append(number));
  const turn = () => new Promise((next) => setImmediate(next));

  beforeEach(() => {
    inside.length = entered.length = 0;
    gate = new AppendGate();
  });

  it('lets in 64 at once and the others in the order they came, whether those before succeeded or not', async () => {
    const all = Promise.allSettled(appends(70));
    expect(entered).toHaveLength(64);
    for (let ended = 0; ended < 70; ended += 1) {
      inside[ended]?.(ended % 2 ? 'failed' : 'done');
      await turn();
      expect(entered).toHaveLength(Math.min(70, 65 + ended));
    }
    expect(entered).toStrictEqual(Array.from({ length: 70 }, (_, number) => number));
    expect((await all).map(({ status }) => status).slice(0, 2)).toStrictEqual(['fulfilled', 'rejected']);
  });

  it('turns away at once whoever comes when 10,000 wait', async () => {
    const all = Promise.all(appends(10_064));
    const overloaded = { name: 'LedgerUnavailable', cause: new Error('overloaded') };
    await expect(append(10_064)).rejects.toMatchObject(overloaded);
    for (let ended = 0; ended < 10_064; ended += 1) {
      if (!inside[ended]) await turn();
      inside[ended]?.('done');
    }
    expect(await all).toHaveLength(10_064);
  });

  it('closes when all who were let in or wait have left, and lets nobody in meanwhile', async () => {
    const all = Promise.all(appends(65));
    let closed = false;
    const closing = gate.close().then(() => (closed = true));
    await expect(append(65)).rejects.toThrow(LedgerUnavailable);
    for (let ended = 0; ended < 65; ended += 1) {
      expect(closed).toBe(false);
      inside[ended]?.('done');
      await turn();
    }
    await closing;
    expect(await all).toHaveLength(65);
  });
});
