import { type RecordedEvent } from '#integrity';
import { type LedgerEvent } from '#ledger';

/**
 * Spans from the request through the append to the projection. They meet by ids that follow from what events carry anyway: a
 * trace has its correlation id (a UUID is 128 bits, as a trace id is), an append's span the digest of its first event's id.
 * Attributes MUST NOT hold facts of events.
 */
export interface Traces {
  /** A request begins; what happens in `within` belongs to it. */
  request(method: string, correlationId: string | undefined, within: (span: OpenSpan) => void): void;
  /** An append that began then (ms since 1970) has ended now. */
  appended(events: readonly RecordedEvent[], verdict: string, began: number): void;
  /** A page is applied to the read models; linked to the appends of its events. */
  projected(page: readonly LedgerEvent[], apply: () => Promise<void>): Promise<void>;
  /** Sends what is not sent yet. */
  close(): Promise<void>;
}

export interface OpenSpan {
  end(route: string, status: number): void;
}

/** Where no traces are wanted. */
export const noTraces: Traces = {
  request: (_method, _correlationId, within) => within({ end: () => undefined }),
  appended: () => undefined,
  projected: (_page, apply) => apply(),
  close: () => Promise.resolve(),
};
