import pg from 'pg';
import { type Verdict } from '../ledger.js';
import { ints, jsons, texts, uuids } from './binary-array.js';
import { ONE_COMMIT_AT_A_TIME } from './migrations.js';
import { connect } from './session.js';

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
type Row = [lastBefore: string, refused: string | null];

const asText = { getTypeParser: () => (text: string) => text };

/**
 * Appends one event in one statement, in two thirds of the time that `append_many` takes, or else does nothing: when the stream
 * is at another revision, or somebody else is committing. The statement sees what was committed before it began; had anybody
 * committed between then and the lock, this position is theirs and its key refuses a second.
 */
export const LONE = {
  name: 'ledger.append_lone',
  text: `
    INSERT INTO ledger.events (position, revision, stream, id, type, data, metadata)
    SELECT (SELECT coalesce(max(position), 0) + 1 FROM ledger.events), $2, $1, $3, $4, $5, $6
    WHERE pg_try_advisory_xact_lock(${ONE_COMMIT_AT_A_TIME}) AND $2::int - 1 =
      coalesce((SELECT e.revision FROM ledger.events e WHERE e.stream = $1 ORDER BY e.revision DESC LIMIT 1), -1)
    RETURNING position`,
};
/** The keys that refuse an append whose place was taken meanwhile. */
export const TOO_LATE = new Set(['events_pkey', 'events_stream_revision']);

const MANY = {
  name: 'ledger.append_many',
  text: 'SELECT last_before, refused FROM ledger.append_many($1, $2, $3, $4, $5, $6, $7, $8)',
};

/** One connection that commits appends, one batch at a time. */
export class Lane {
  #client: pg.Client | undefined;
  #busySince: number | undefined;

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
      const lone = isAlone ? await appendLone(client, batch) : undefined;
      return lone ?? (await appendMany(client, batch));
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

  async #connected(): Promise<pg.Client> {
    return (this.#client ??= await connect(this.url, 'ledger append'));
  }
}

async function appendLone(client: pg.Client, batch: readonly Append[]): Promise<readonly Verdict[] | undefined> {
  const [append, ...others] = batch;
  const [event, ...more] = append?.events ?? [];
  if (!append || !event || others.length > 0 || more.length > 0) return undefined;
  const { id, type, revision, data, metadata } = event;
  const values = [append.stream, revision, id, type, data, metadata];
  try {
    const { rows } = await client.query<[position: string]>({ ...LONE, values, rowMode: 'array', types: asText });
    return rows[0] && [{ is: 'appended', revision, position: Number(rows[0][0]) }];
  } catch (error) {
    if (error instanceof pg.DatabaseError && TOO_LATE.has(error.constraint ?? '')) return undefined;
    throw error;
  }
}

async function appendMany(client: pg.Client, batch: readonly Append[]): Promise<readonly Verdict[]> {
  const { rows } = await client.query<Row>({ ...MANY, values: columnsOf(batch), rowMode: 'array', types: asText });
  if (!rows[0]) throw new Error('PostgreSQL gave no verdict');
  return verdicts(batch, rows[0]);
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

function verdicts(batch: readonly Append[], [lastBefore, refusals]: Row): readonly Verdict[] {
  const refused = new Map(
    refusals === null ? [] : (JSON.parse(refusals) as readonly Refused[]).map((refusal) => [refusal[0], refusal]),
  );
  let position = Number(lastBefore);
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
