import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What Prometheus is told. No label may hold anything that a client sent or that an event states. */
export class Metrics {
  readonly registry = new Registry();
  readonly #on = { registers: [this.registry] };

  readonly appendSeconds = new Histogram({
    ...{ name: 'continuity_append_seconds', help: 'Time until the ledger answered an append', buckets: SECONDS },
    ...{ labelNames: ['verdict'] as const, ...this.#on },
  });
  readonly conflicts = new Counter({
    ...{ name: 'continuity_append_conflicts_total', help: 'Appends that came second to another writer', ...this.#on },
  });
  readonly httpSeconds = new Histogram({
    ...{ name: 'continuity_http_request_seconds', help: 'Time until a request was answered', buckets: SECONDS },
    ...{ labelNames: ['method', 'route', 'status'] as const, ...this.#on },
  });
  readonly turnedAway = new Counter({
    ...{ name: 'continuity_http_turned_away_total', help: 'Requests answered 503 because too many came', ...this.#on },
  });
  readonly projectedEvents = new Counter({
    ...{ name: 'continuity_projected_events_total', help: 'Events that this process applied', ...this.#on },
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A figure that is asked for whenever somebody looks; NaN when it cannot be told. */
  gauge(name: string, help: string, read: () => Promise<number>): void {
    new Gauge({
      ...{ name: `continuity_${name}`, help, ...this.#on },
      async collect() {
        this.set(await read().catch(() => NaN));
      },
    });
  }
}
