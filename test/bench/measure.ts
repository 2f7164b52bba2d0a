import { setTimeout as sleep } from 'node:timers/promises';

const started = performance.now();

/** Progress, for who waits. Standard output is the result's alone. */
export const progress = (text: string): void =>
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits));

/** Seconds that a piece of work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export interface Load {
  readonly perSecond: number;
  /** How long each piece of work took, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** So many callers, each of whom asks again as soon as it has its answer, for so long after a warm-up of a quarter of that. */
export async function closedLoop(callers: number, ms: number, work: () => Promise<unknown>): Promise<Load> {
  const took: number[] = [];
  let phase: 'warm-up' | 'counting' | 'over' = 'warm-up';
  const caller = async () => {
    while (phase !== 'over') {
      const start = performance.now();
      await work();
      if (phase === 'counting') took.push(performance.now() - start);
    }
  };
  const all = Promise.all(Array.from({ length: callers }, caller));
  await Promise.race([all, sleep(ms / 4)]);
  phase = 'counting';
  const start = performance.now();
  await Promise.race([all, sleep(ms)]);
  const seconds = (performance.now() - start) / 1000;
  const count = took.length;
  phase = 'over';
  await all;
  return { perSecond: count / seconds, p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99) };
}
