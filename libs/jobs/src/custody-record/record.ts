import { eventHash } from '#integrity';
import { type Ledger, type Position } from '#ledger';
import { type ReadModels, type Seen, type TimelineItem } from '#read-models';
import { wholeTimeline, type RecordRequest } from './request.js';

/** Everything that a custody record prints; the same record, the same bytes. */
export interface CustodyRecord extends RecordRequest {
  /** At least one entry; the last is at `position`. */
  readonly timeline: readonly TimelineItem[];
  readonly last: TimelineItem;
  /** Of the last event, base64url. */
  readonly hash: string;
  /** People and events are invented, and every page says so. */
  readonly demonstration: boolean;
  /** When it is part of a disclosure pack. */
  readonly pack?: {
    /** `packMark` of #integrity. */
    readonly mark: string;
    /** When the checkpoint was made that the pack is as of. */
    readonly sealedAt: string;
    /** Why anything is withheld, by the number of the reason. */
    readonly reasons: readonly string[];
    /** Whether anything is withheld that tells how its seal stands. */
    readonly sealWithheld: boolean;
  };
}

const PATIENCE_MS = 10_000;

/**
 * Gathers a record: the timeline from the read model, the hash from the ledger.
 *
 * @throws Error when the read models have not come as far as the record, or they and the ledger tell different stories.
 */
export async function gather(
  request: RecordRequest,
  from: {
    readonly readModels: Pick<Seen, 'exhibitTimeline'> & Pick<ReadModels, 'waitFor'>;
    readonly ledger: Pick<Ledger, 'readAll'>;
    readonly demonstration: boolean;
  },
): Promise<CustodyRecord> {
  const { position, particulars } = request;
  if (!(await from.readModels.waitFor(position, PATIENCE_MS)))
    throw new Error(`The read models have not come to position ${position}`);
  const whole = await wholeTimeline(from.readModels, particulars.exhibitId);
  const timeline = whole.filter((entry) => entry.position <= position);
  const last = timeline.at(-1);
  if (last?.position !== position) throw new Error(`The exhibit's timeline has no entry at position ${position}`);
  const hash = await hashAt(from.ledger, position, last.id);
  return { ...request, timeline, last, hash, demonstration: from.demonstration };
}

async function hashAt(ledger: Pick<Ledger, 'readAll'>, position: Position, id: string): Promise<string> {
  const [event] = await ledger.readAll(position - 1, 1);
  if (event?.id !== id) throw new Error(`The ledger has another event at position ${position} than the timeline`);
  if (eventHash(event) !== event.hash) throw new Error(`The event at position ${position} does not match its own hash`);
  return event.hash;
}
