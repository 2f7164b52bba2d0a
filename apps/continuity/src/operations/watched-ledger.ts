import { performance } from 'node:perf_hooks';
import { type RecordedEvent } from '#integrity';
import { type Ledger, type Verdict } from '#ledger';
import { type Metrics } from './metrics.js';
import { type Traces } from './traces.js';

/** The ledger, whose appends are timed, counted and traced. */
export function watchedLedger(ledger: Ledger, { appendSeconds, conflicts }: Metrics, traces: Traces): Ledger {
  const append = async (stream: string, expected: number, events: readonly RecordedEvent[]): Promise<Verdict> => {
    const began = { at: Date.now(), on: performance.now() };
    const told = (verdict: Verdict['is'] | 'failed') => {
      appendSeconds.observe({ verdict }, (performance.now() - began.on) / 1_000);
      if (verdict === 'conflict') conflicts.inc();
      traces.appended(events, verdict, began.at);
    };
    try {
      const verdict = await ledger.append(stream, expected, events);
      told(verdict.is);
      return verdict;
    } catch (error) {
      told('failed');
      throw error;
    }
  };
  return {
    append,
    readStream: (stream, from) => ledger.readStream(stream, from),
    readAll: (after, limit) => ledger.readAll(after, limit),
    head: () => ledger.head(),
    subscribe: (after, keep, options) => ledger.subscribe(after, keep, options),
    subscribeToLinks: (after, keep, options) => ledger.subscribeToLinks(after, keep, options),
    isDense: ledger.isDense,
    close: () => ledger.close(),
  };
}
