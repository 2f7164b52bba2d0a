import { eventHash, NO_EVENT } from '#integrity';
import { type Ledger, type LedgerEvent, type SubjectKeys } from '#ledger';
import { nothingMore } from '../../../test/support/exhibit-view.js';
import { type ExhibitView, type ReadModels, type Seen, type TimelineItem } from '#read-models';

export const EXHIBIT_ID = '7f1e0a52-6f0b-4c1d-9e2a-3b5c7d9e1f20';
export const CASE_ID = '0c9d8e7f-1a2b-4c3d-8e5f-60718293a4b5';
export const OKAFOR = { id: 'okafor', name: 'DS Grace Okafor' };

const actor = {
  id: 'okafor',
  name: 'DS Grace Okafor',
  role: 'case officer',
  force: 'Hertfordshire Constabulary',
  unit: 'Child Online Safeguarding Team',
};

export const exhibitView: ExhibitView = {
  exhibitId: EXHIBIT_ID,
  caseId: CASE_ID,
  operationName: 'Operation Marram',
  exhibitRef: 'TW/1',
  kind: 'mobile phone',
  description: 'Black smartphone, cracked screen, in a clear case',
  custody: 'held',
  holder: { id: 'doyle', name: 'Martin Doyle' },
  sentTo: null,
  location: 'Property Store, Welwyn Garden City, shelf 14',
  seal: 'sealed',
  sealNumber: 'S100200',
  examination: 'requested',
  examiner: null,
  priority: 1,
  dueBy: '2026-02-01',
  openDiscrepancies: 0,
  holds: [],
  bailEnds: null,
  bailEndsFirst: false,
  corrected: [],
  erasures: [],
  since: '2026-01-14T09:30:00.000Z',
  make: 'Samsung',
  model: 'Galaxy S21',
  serial: 'R5CN30XXXXX',
  imei: '490154203237518',
  imeiChecks: true,
  power: 'warrant',
  seizedAt: '2026-01-14T06:12:00.000Z',
  ...nothingMore,
};

/** An entry of the timeline at a position; happened and recorded a minute after the one before. */
export function entry(position: number, over: Partial<TimelineItem> = {}): TimelineItem {
  const at = new Date(Date.UTC(2026, 0, 14, 6, 0) + position * 60_000).toISOString();
  return {
    position,
    id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
    type: 'CustodyReceived',
    label: 'Received',
    occurredAt: at,
    recordedAt: at,
    actor,
    caseId: CASE_ID,
    exhibitId: EXHIBIT_ID,
    exhibitRef: 'TW/1',
    suspectId: null,
    holder: { id: 'doyle', name: 'Martin Doyle' },
    location: 'Property Store, shelf 14',
    sealNumber: 'S100200',
    summary: `Received at Property Store, shelf 14, seal S100200 seen intact (${position})`,
    late: false,
    lateReason: null,
    corrects: null,
    correctedBy: [],
    ...over,
  };
}

/** One exhibit in read models and a ledger of its own; events are added by hand. */
export class InventedExhibit {
  readonly items: TimelineItem[] = [];
  view: ExhibitView = exhibitView;
  /** Called before each reading of the timeline: to fail, to dawdle, to let something happen. */
  onTimeline: () => Promise<void> | void = () => undefined;

  constructor(entries: number) {
    for (let position = 1; position <= entries; position += 1) this.items.push(entry(position));
  }

  /** The same exhibit, read by somebody else. */
  twin(): InventedExhibit {
    const twin = new InventedExhibit(0);
    return Object.assign(twin, { items: this.items });
  }

  readonly readModels: Pick<Seen, 'exhibit' | 'exhibitTimeline'> & Pick<ReadModels, 'waitFor'> = {
    waitFor: (position) => Promise.resolve(this.items.some((item) => item.position >= position)),
    exhibit: (id) => Promise.resolve(id === EXHIBIT_ID && this.items.length > 0 ? this.view : undefined),
    exhibitTimeline: async (id, { after = '0', limit = 50 } = {}) => {
      await this.onTimeline();
      const from = Number(after);
      const items = id === EXHIBIT_ID ? this.items.slice(from, from + limit) : [];
      return { items, next: from + limit < this.items.length ? String(from + limit) : null };
    },
  };

  /** How many keys of data subjects were destroyed. */
  keysDestroyed = 0;
  readonly keys: Pick<SubjectKeys, 'destroyed'> = { destroyed: () => Promise.resolve(this.keysDestroyed) };

  readonly ledger: Pick<Ledger, 'readAll'> = {
    readAll: (after, limit) =>
      Promise.resolve(
        this.items
          .filter(({ position }) => position > after)
          .slice(0, limit)
          .map(eventOf),
      ),
  };
}

function eventOf({ id, position, type, occurredAt, recordedAt }: TimelineItem): LedgerEvent {
  const event = {
    id,
    stream: `exhibit-${EXHIBIT_ID}`,
    revision: position - 1,
    type,
    schema: 1,
    actor,
    occurredAt,
    recordedAt,
    caseId: CASE_ID,
    commandId: id,
    fingerprint: NO_EVENT,
    correlationId: id,
    causationId: id,
    commitments: [],
    prev: NO_EVENT,
  };
  return { ...event, data: {}, secret: NO_EVENT, hash: eventHash(event), position };
}
