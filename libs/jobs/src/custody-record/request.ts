import { type JobsOptions } from 'bullmq';
import { type Position } from '#ledger';
import { type ExhibitView, type PersonNamed, type Seen, type TimelineItem } from '#read-models';

export const QUEUE = 'custody-record';

/** Failures are shown for a day. A finished job is forgotten at once: the file is what counts. */
const KEPT = { removeOnComplete: true, removeOnFail: { age: 24 * 60 * 60, count: 1_000 } };
const RETRY_AFTER_MS = 2_000;

/** Three attempts; the pause before the second is so long, before the third twice that. */
export const terms = (retryAfterMs = RETRY_AFTER_MS): JobsOptions => ({
  ...KEPT,
  ...{ attempts: 3, backoff: { type: 'exponential', delay: retryAfterMs } },
});

/** What the record prints of the exhibit itself. */
export type Particulars = Pick<
  ExhibitView,
  | 'exhibitId'
  | 'caseId'
  | 'operationName'
  | 'exhibitRef'
  | 'kind'
  | 'description'
  | 'make'
  | 'model'
  | 'serial'
  | 'imei'
  | 'imeiChecks'
  | 'power'
  | 'seizedAt'
  | 'parent'
  | 'parts'
  | 'custody'
  | 'seal'
  | 'examination'
  | 'openDiscrepancies'
>;

/**
 * A record asked for. The particulars travel with it as they stood at the position, because the read models only know how
 * they stand now: whatever happens before the record is made, it says what it was asked to say, however often it is made.
 */
export interface RecordRequest {
  readonly position: Position;
  readonly particulars: Particulars;
  readonly by: PersonNamed;
  /** ISO 8601 UTC. */
  readonly askedAt: string;
}

const RECORD_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-[1-9][0-9]{0,15}$/i;

/** Names the record, its job and its file: the exhibit's UUID and the position it is as of. */
export const recordId = (exhibitId: string, position: Position): string => `${exhibitId}-${position}`;

/** Whether this can name a record; nothing else may become part of a path. */
export const isRecordId = (id: string): boolean => RECORD_ID.test(id);

/** Nobody recorded an exhibit of this id. */
export class UnknownExhibit extends Error {
  constructor(readonly exhibitId: string) {
    super('There is no exhibit of this id');
    this.name = 'UnknownExhibit';
  }
}

/** Every entry about an exhibit that the read model has, in the order in which they were recorded. */
export async function wholeTimeline(
  readModels: Pick<Seen, 'exhibitTimeline'>,
  exhibitId: string,
): Promise<readonly TimelineItem[]> {
  const items: TimelineItem[] = [];
  let after: string | undefined;
  do {
    const page = await readModels.exhibitTimeline(exhibitId, { limit: 200, ...(after !== undefined && { after }) });
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return items.sort((one, other) => one.position - other.position);
}

const LOOKS = 10;

/**
 * The exhibit as it stands, and the position of its last event.
 *
 * @throws UnknownExhibit
 * @throws Error when it changes faster than it can be read.
 */
export async function standing(
  readModels: Pick<Seen, 'exhibit' | 'exhibitTimeline'>,
  exhibitId: string,
): Promise<{ particulars: Particulars; position: Position }> {
  let position = await lastPosition(readModels, exhibitId);
  for (let look = 0; look < LOOKS; look += 1) {
    const exhibit = await readModels.exhibit(exhibitId);
    const before = position;
    position = await lastPosition(readModels, exhibitId);
    if (!exhibit || position === undefined) throw new UnknownExhibit(exhibitId);
    // The same last event before and after: nothing happened to it in between.
    if (position === before) return { particulars: particularsOf(exhibit), position };
  }
  throw new Error(`The exhibit changed each of ${LOOKS} times it was looked at`);
}

async function lastPosition(
  readModels: Pick<Seen, 'exhibitTimeline'>,
  exhibitId: string,
): Promise<Position | undefined> {
  return (await wholeTimeline(readModels, exhibitId)).at(-1)?.position;
}

function particularsOf(exhibit: ExhibitView): Particulars {
  const { exhibitId, caseId, operationName, exhibitRef, kind, description, make, model, serial, imei, imeiChecks } =
    exhibit;
  const { power, seizedAt, parent, parts, custody, seal, examination, openDiscrepancies } = exhibit;
  const device = { exhibitRef, kind, description, make, model, serial, imei, imeiChecks, power, seizedAt };
  return { exhibitId, caseId, operationName, ...device, parent, parts, custody, seal, examination, openDiscrepancies };
}
