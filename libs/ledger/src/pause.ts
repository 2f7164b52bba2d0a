import { setTimeout as after } from 'node:timers/promises';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Waits; ends early, and without an error, when told to stop. */
export const pause = (ms: number, stop?: AbortSignal): Promise<void> =>
  after(ms, undefined, stop ? { signal: stop } : {}).catch(() => undefined);

/** Ends when told to stop, also when that was before anybody waited: a listener alone would wait for ever then. */
export const aborted = (stop: AbortSignal): Promise<void> =>
  stop.aborted
    ? Promise.resolve()
    : new Promise((done) => stop.addEventListener('abort', () => done(), { once: true }));

/** How long to wait before the next attempt: doubling, and spread so that many clients do not come back in step. */
export function backOff(failures: number): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
  return ceiling * (0.5 + Math.random() / 2);
}
