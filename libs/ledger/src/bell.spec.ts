import { Bell } from './bell.js';

describe('the bell that wakes followers', () => {
  const LONG_MS = 5_000;
  const never = new AbortController().signal;

  it('wakes at once who waits, and who began to wait after it rang', async () => {
    const bell = new Bell();
    const { rings } = bell;
    const waiting = bell.after(rings, LONG_MS, never);
    bell.ring();
    await waiting;
    await bell.after(rings, LONG_MS, never);
  }, 1_000);

  it('does not wake for what rang before they looked', async () => {
    const bell = new Bell();
    bell.ring();
    const start = performance.now();
    await bell.after(bell.rings, 50, never);
    expect(performance.now() - start).toBeGreaterThan(40);
  });

  it('lets go of who is told to stop', async () => {
    const stop = new AbortController();
    const waiting = new Bell().after(0, LONG_MS, stop.signal);
    stop.abort();
    await waiting;
    await new Bell().after(0, LONG_MS, stop.signal);
  }, 1_000);
});
