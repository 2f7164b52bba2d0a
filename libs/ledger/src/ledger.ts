import { eventHash, type RecordedEvent } from '#integrity';

/** A place in the one global order. Greater is later; on PostgreSQL 1, 2, 3 without gaps, elsewhere only increasing. */
export type Position = number;

/** Before the first event. */
export const START: Position = 0;
/** The revision that an empty stream is at. */
export const NO_STREAM = -1;

/** An event as the ledger gives it back. */
export interface LedgerEvent extends RecordedEvent {
  readonly position: Position;
}

/** An event as far as the chain of its stream has it, without what was recorded in it. */
export interface Link extends Pick<
  LedgerEvent,
  'position' | 'id' | 'stream' | 'revision' | 'caseId' | 'recordedAt' | 'prev' | 'hash'
> {
  /** Whether `hash` is that of its envelope. */
  readonly isWhole: boolean;
}

/** Some that follow each other, at most `LINKS_TOGETHER`. */
export interface Links {
  /** Of the last one. */
  readonly position: Position;
  /** A few at a time, hashes computed on the way: a page of links at once would be a heap of garbage. To be read in the order of the page. */
  read(): AsyncIterable<readonly Link[]>;
}

export const LINKS_TOGETHER = 1_024;

export function linkOf(event: LedgerEvent): Link {
  const { position, id, stream, revision, caseId, recordedAt, prev, hash } = event;
  let isWhole = false;
  try {
    isWhole = eventHash(event) === hash;
  } catch {
    // What somebody changed may have no hash at all.
  }
  return { position, id, stream, revision, caseId, recordedAt, prev, hash, isWhole };
}

export type Verdict =
  | { readonly is: 'appended'; readonly revision: number; readonly position: Position }
  /** These very events (by id) stand at that place already: a retry whose first answer was lost. */
  | { readonly is: 'already there'; readonly revision: number; readonly position: Position }
  /** Somebody else appended first; `actual` is the revision that the stream is at, NO_STREAM when it is empty. */
  | { readonly is: 'conflict'; readonly actual: number };

/**
 * The append-only store of events. Every adapter passes the contract suite in `ledger.contract.ts`.
 *
 * Durable when answered: an `appended` verdict survives a crash of anything. Order: a subscriber sees every event once, in
 * the order of position, and never an event before one of a lower position.
 */
export interface Ledger {
  /**
   * Appends events to one stream if it is at `expected` (NO_STREAM for an empty one); all or none.
   *
   * @param events of one stream, with revisions expected + 1, + 2, ...; at most 500.
   * @throws LedgerUnavailable when the outcome is unknown or the store is out of reach: send the same events again.
   * EventIdTaken when an event has the id of one that stands elsewhere, where the store can tell. RangeError for events that
   * are no such append.
   */
  append(stream: string, expected: number, events: readonly RecordedEvent[]): Promise<Verdict>;

  /** The events of a stream from a revision on, in order; empty for a stream that does not exist. */
  readStream(stream: string, fromRevision?: number): Promise<readonly LedgerEvent[]>;

  /** The next at most `limit` events after a position, in order. Fewer than `limit` only at the end. */
  readAll(after: Position, limit: number): Promise<readonly LedgerEvent[]>;

  /** The position of the newest event; START for an empty ledger. */
  head(): Promise<Position>;

  /**
   * Follows the ledger from a position for ever: pages of at least one event, each handed over after the promise of the one
   * before was kept. A lost connection is taken up again from the last page kept, with back-off. A page whose handler fails
   * is handed over again after a pause.
   */
  subscribe(
    after: Position,
    keep: (page: readonly LedgerEvent[]) => Promise<void>,
    options?: SubscribeOptions,
  ): Subscription;

  /** As `subscribe`, in a fraction of the time, for who needs no more of events. A page is of at most so many `Links`. */
  subscribeToLinks(
    after: Position,
    keep: (page: readonly Links[]) => Promise<void>,
    options?: SubscribeOptions,
  ): Subscription;

  /** Positions are 1, 2, 3 without gaps, and `ledger.events` of its PostgreSQL has them by the ids of events. */
  readonly isDense: boolean;

  close(): Promise<void>;
}

export interface SubscribeOptions {
  /** Events in a page at most; 1,000 unless told. */
  readonly pageSize?: number;
  /** Told of a lost connection or a failed page before it is tried again. */
  readonly onTrouble?: (error: unknown) => void;
}

export interface Subscription {
  /** Ends after the page in hand was kept. */
  stop(): Promise<void>;
}

/** The store is out of reach, or its answer was lost. Whether an append happened is not known: the same events may be sent again. */
export class LedgerUnavailable extends Error {
  constructor(doing: string, options: { cause: unknown }) {
    super(`The ledger is out of reach (${doing})`, options);
    this.name = 'LedgerUnavailable';
  }
}

/** One of these events stands in the ledger already, in another stream or at another place. Nothing was appended. */
export class EventIdTaken extends Error {
  constructor(
    readonly stream: string,
    options: { cause: unknown },
  ) {
    super(`An event for ${stream} has the id of an event that is in the ledger already`, options);
    this.name = 'EventIdTaken';
  }
}
