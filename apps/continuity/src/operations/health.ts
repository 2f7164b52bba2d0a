import { type CustodyRecordsOffice } from '#jobs';
import { type Ledger, type Position } from '#ledger';
import { type LiveReadModels, type Projectors } from '#read-models';
import { type ProcessRole } from '../config.js';
import { reason } from '../thrown.js';

/** Read models this far behind show what is no longer so. */
const BEHIND_AT_MOST_S = 60;
/** Events behind are counted up to here. */
const COUNTED_AT_MOST = 1_000;
const ANSWER_WITHIN_MS = 3_000;

export interface Lag {
  /** Counted up to 1,000: more are 1,000. */
  readonly events: number;
  /** How long ago the first event was recorded that the read models do not have. */
  readonly seconds: number;
}

type Part = { readonly ok: boolean } & Readonly<Record<string, unknown>>;

export interface Health {
  readonly status: 'ready' | 'not ready';
  /** Of the newest event; null when the store is out of reach. */
  readonly position: Position | null;
  /** Parts that this process cannot do its work without make it not ready when they are not ok; the others are told only. */
  readonly parts: { readonly store: Part; readonly readModels: Part; readonly queue: Part };
}

export interface Watched {
  readonly roles: ReadonlySet<ProcessRole>;
  readonly ledger: Pick<Ledger, 'head' | 'readAll'>;
  readonly readModels: Pick<LiveReadModels, 'reached'>;
  readonly projectors: Pick<Projectors, 'lag'> | undefined;
  readonly records: Pick<CustodyRecordsOffice, 'asked' | 'queued'>;
}

/** How far the read models are behind the ledger. @throws when one of them is out of reach. */
export async function lagOf({ ledger, readModels }: Pick<Watched, 'ledger' | 'readModels'>): Promise<Lag> {
  const missing = await ledger.readAll(await readModels.reached(), COUNTED_AT_MOST);
  const [first] = missing;
  const seconds = first ? Math.max(0, (Date.now() - Date.parse(first.recordedAt)) / 1_000) : 0;
  return { events: missing.length, seconds };
}

/** Whether this process can do its work, and how its parts are. */
export async function healthOf(watched: Watched): Promise<Health> {
  const { roles, ledger, projectors, records } = watched;
  const [store, readModels, queue] = await Promise.all([
    part(async () => ({ ok: true, position: await ledger.head() })),
    part(async () => {
      const { events, seconds } = await lagOf(watched);
      const own = projectors && (await projectors.lag());
      const more = own && { leads: own.leads, trouble: own.trouble };
      return { ok: seconds <= BEHIND_AT_MOST_S, lagEvents: events, lagSeconds: Math.round(seconds), ...more };
    }),
    part(async () => ({ ok: true, asked: await records.asked(), queued: await records.queued() })),
  ]);
  // Without a queue custody records wait, and recording goes on; a projector that is behind is at work on it.
  const needed = [
    store,
    ...(roles.has('web') ? [readModels] : []),
    ...(roles.has('worker') && roles.size === 1 ? [queue] : []),
  ];
  const { position = null } = store as { position?: Position };
  return {
    status: needed.every(({ ok }) => ok) ? 'ready' : 'not ready',
    position,
    parts: { store, readModels, queue },
  };
}

async function part(look: () => Promise<Part>): Promise<Part> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Part>((tell) => {
    late = setTimeout(() => tell({ ok: false, problem: 'does not answer' }), ANSWER_WITHIN_MS);
  });
  const looked = look().catch((error: unknown): Part => ({ ok: false, problem: reason(error) }));
  return Promise.race([looked, tooLate]).finally(() => clearTimeout(late));
}
