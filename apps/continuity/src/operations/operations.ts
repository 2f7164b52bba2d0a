import { healthOf, lagOf, type Health, type Watched } from './health.js';
import { type Metrics } from './metrics.js';
import { type Traces } from './traces.js';

/** How this process does, for whoever looks after it. */
export interface Operations {
  readonly metrics: Metrics;
  readonly traces: Traces;
  health(): Promise<Health>;
}

/** Puts the figures that are asked for, not counted, into the metrics. */
export function operationsOf(watched: Watched, metrics: Metrics, traces: Traces): Operations {
  metrics.gauge('projector_lag_events', 'Events that the read models lack; 1000 means at least so many', async () => {
    return (await lagOf(watched)).events;
  });
  metrics.gauge('projector_lag_seconds', 'Age of the first event that the read models lack', async () => {
    return (await lagOf(watched)).seconds;
  });
  metrics.gauge('queue_asked', 'Custody records asked for and not made', () => watched.records.asked());
  metrics.gauge('queue_waiting', 'Jobs that wait for a worker', () => watched.records.queued());
  return { metrics, traces, health: () => healthOf(watched) };
}
