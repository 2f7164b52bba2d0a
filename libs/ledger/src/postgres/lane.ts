import type pg from 'pg';
import { type Position, type Verdict } from '../ledger.js';
import { ints, jsons, texts, uuids } from './binary-array.js';
import { ONE_COMMIT_AT_A_TIME } from './migrations.js';
import { connect } from './session.js';
import { undescribed } from './undescribed.js';

/** An event as it is sent: texts that are stored byte for byte. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly revision: number;
  readonly data: string;
  readonly metadata: string;
}

export interface Append {
  readonly stream: string;
  readonly events: readonly EncodedEvent[];
}

type Refused = readonly [append: number, revision: number, position: number | null];

/**
 * Appends one event at a place that is told, in three quarters of the time that looking for the place takes, or else does nothing:
 * when the place is not right behind another event, position, revision or id are taken, or somebody else is committing. A stream
 * that has begun has a revision 0, so the first event of one needs no look at it; another one needs the one before it.
 */
const loneAfter = (before: 'nothing' | 'another') => ({
  name: `ledger.append_after_${before}`,
  text: `
    INSERT INTO ledger.events (position, revision, stream, id, type, data, metadata)
    SELECT $7, $2, $1, $3, $4, $5, $6 WHERE pg_try_advisory_xact_lock(${ONE_COMMIT_AT_A_TIME})
    AND EXISTS (SELECT FROM ledger.events WHERE position = $7::bigint - 1)
    ${before === 'nothing' ? '' : 'AND EXISTS (SELECT FROM ledger.events WHERE stream = $1 AND revision = $2::int - 1)'}
    ON CONFLICT DO NOTHING`,
});
export const LONE = { first: loneAfter('nothing'), next: loneAfter('another') };

const MANY = {
  name: 'ledger.append_many',
  text: 'SELECT last_before, refused FROM ledger.append_many($1, $2, $3, $4, $5, $6, $7, $8)',
};

/** One connection that commits appends, one batch at a time. */
export class Lane {
  #client: pg.Client | undefined;
  #busySince: number | undefined;
  /** The position behind the last that was committed here. */
  #next: number | undefined;
  /** Whether nobody else committed between this lane's last two commits: then probably nobody has since. */
  #undisturbed = false;

  constructor(private readonly url: string) {}

  async open(): Promise<void> {
    await this.#connected();
  }

  /**
   * Commits appends to different streams together.
   *
   * @param isAlone nobody else in this process is committing.
   * @returns a verdict for each, once those appended are on disk.
   */
  async commit(batch: readonly Append[], isAlone: boolean): Promise<readonly Verdict[]> {
    const client = await this.#connected();
    this.#busySince = Date.now();
    try {
      const position = isAlone && this.#undisturbed ? this.#next : undefined;
      const lone = position === undefined ? undefined : await appendLone(client, batch, position);
      if (lone) this.#next = lone.position + 1;
      return lone ? [lone] : await this.#appendMany(client, batch);
    } finally {
      this.#busySince = undefined;
    }
  }

  /** For how long the commit under way has been. */
  busyForMs(now: number): number {
    return this.#busySince === undefined ? 0 : now - this.#busySince;
  }

  /** Cuts the connection; a commit under way fails. The next commit connects anew. */
  async cut(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #appendMany(client: pg.Client, batch: readonly Append[]): Promise<readonly Verdict[]> {
    const outcome = await undescribed(client, MANY, columnsOf(batch));
    const [lastBefore, refused] = outcome.rows[0] ?? [];
    if (typeof lastBefore !== 'string') throw new Error('PostgreSQL gave no verdict');
    const before = Number(lastBefore);
    const given = verdicts(batch, before, refused ?? null);
    this.#undisturbed = this.#next === before + 1;
    this.#next = given.reduce((next, one) => (one.is === 'appended' ? one.position + 1 : next), before + 1);
    return given;
  }

  async #connected(): Promise<pg.Client> {
    return (this.#client ??= await connect(this.url, 'ledger append'));
  }
}

async function appendLone(
  client: pg.Client,
  [append, ...others]: readonly Append[],
  position: number,
): Promise<Extract<Verdict, { is: 'appended' }> | undefined> {
  const [event, ...more] = append?.events ?? [];
  if (!append || !event || others.length > 0 || more.length > 0) return undefined;
  const { id, type, revision, data, metadata } = event;
  const values = [append.stream, String(revision), id, type, data, metadata, String(position)];
  const { count } = await undescribed(client, revision === 0 ? LONE.first : LONE.next, values);
  return count === 1 ? { is: 'appended', revision, position } : undefined;
}

function columnsOf(batch: readonly Append[]): Buffer[] {
  const firsts: number[] = [];
  const counts: number[] = [];
  const streams: string[] = [];
  const events: EncodedEvent[] = [];
  for (const append of batch) {
    firsts.push(events.length + 1);
    counts.push(append.events.length);
    for (const event of append.events) {
      streams.push(append.stream);
      events.push(event);
    }
  }
  return [
    ints(firsts),
    ints(counts),
    texts(streams),
    ints(events.map(({ revision }) => revision)),
    uuids(events.map(({ id }) => id)),
    texts(events.map(({ type }) => type)),
    jsons(events.map(({ data }) => data)),
    jsons(events.map(({ metadata }) => metadata)),
  ];
}

function verdicts(batch: readonly Append[], before: Position, refusals: string | null): readonly Verdict[] {
  const refused = new Map(
    refusals === null ? [] : (JSON.parse(refusals) as readonly Refused[]).map((refusal) => [refusal[0], refusal]),
  );
  let position = before;
  return batch.map(({ events }, index) => {
    const last = (events[0]?.revision ?? 0) + events.length - 1;
    const refusal = refused.get(index + 1);
    if (refusal) {
      const [, actual, there] = refusal;
      return there === null ? { is: 'conflict', actual } : { is: 'already there', revision: last, position: there };
    }
    position += events.length;
    return { is: 'appended', revision: last, position };
  });
}
