import { START } from '#ledger';
import { type SealedLog, type Sealer } from '#sealer';
import { healthOf, lagOf, type Health, type Watched } from './health.js';
import { type Metrics } from './metrics.js';
import { type Traces } from './traces.js';

/** How this process does, for whoever looks after it. */
export interface Operations {
  readonly metrics: Metrics;
  readonly traces: Traces;
  health(): Promise<Health>;
}

/** What tells how far the log is sealed. `sealer` is this process's own, if it has one. */
export interface Sealing {
  readonly sealedLog: Pick<SealedLog, 'checkpoint'>;
  readonly sealer: Pick<Sealer, 'lag'> | undefined;
}

/** Puts the figures that are asked for, not counted, into the metrics. */
export function operationsOf(
  watched: Watched,
  { sealedLog, sealer }: Sealing,
  metrics: Metrics,
  traces: Traces,
): Operations {
  metrics.gauge('projector_lag_events', 'Events that the read models lack; 1000 means at least so many', async () => {
    return (await lagOf(watched)).events;
  });
  metrics.gauge('projector_lag_seconds', 'Age of the first event that the read models lack', async () => {
    return (await lagOf(watched)).seconds;
  });
  const sealed = async () => (await sealedLog.checkpoint())?.position ?? START;
  metrics.gauge('seal_lag_events', 'Events that are not sealed; 1000 means at least so many', async () => {
    return (await lagOf({ ledger: watched.ledger, readModels: { reached: sealed } })).events;
  });
  if (sealer)
    metrics.gauge('seal_refused', '1 while the sealer found something wrong and signs nothing more', () =>
      Promise.resolve(sealer.lag().refusal ? 1 : 0),
    );
  metrics.gauge('queue_asked', 'Custody records asked for and not made', () => watched.records.asked());
  metrics.gauge('queue_waiting', 'Jobs that wait for a worker', () => watched.records.queued());
  return { metrics, traces, health: () => healthOf(watched) };
}
