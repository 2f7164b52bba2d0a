import { ints, texts } from './binary-array.js';
import { type PatientPool } from './patient-pool.js';
import { ASKED_AS_TEXT, COLUMNS, type Row } from './rows.js';

const LONE = {
  ...ASKED_AS_TEXT,
  name: 'ledger.stream',
  text: `SELECT ${COLUMNS} FROM ledger.events WHERE stream = $1 AND revision >= $2 ORDER BY revision`,
};
const MANY = {
  ...ASKED_AS_TEXT,
  name: 'ledger.streams',
  text: `SELECT ${COLUMNS}, n FROM unnest($1::text[], $2::int[]) WITH ORDINALITY asked(name, first, n),
    LATERAL (SELECT ${COLUMNS} FROM ledger.events e WHERE e.stream = name AND e.revision >= first ORDER BY e.revision) found`,
};

const STREAMS_AT_ONCE = 100;
const QUERIES_AT_ONCE = 2;
/** While one query is under way, another takes up only so many: few large ones cost less than many small ones. */
const WORTH_A_QUERY = 8;

interface Asked {
  readonly stream: string;
  readonly from: number;
  readonly answer: (rows: readonly Row[]) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Reads of streams, those asked for while others are under way in one query: as group commit does for appends, and as there a
 * lone reader waits for nobody. Each sees what was committed before it was asked for.
 */
export class StreamReads {
  #waiting: Asked[] = [];
  #running = 0;
  #sending = false;

  constructor(private readonly pool: PatientPool) {}

  /** The rows of a stream from a revision on, in order. @throws LedgerUnavailable */
  read(stream: string, from: number): Promise<readonly Row[]> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ stream, from, answer, fail });
      this.#sendSoon();
    });
  }

  /** Not at once: what else is asked for in this turn of the event loop goes along. */
  #sendSoon(): void {
    if (this.#sending || this.#running === QUERIES_AT_ONCE) return;
    if (this.#waiting.length < (this.#running === 0 ? 1 : WORTH_A_QUERY)) return;
    this.#sending = true;
    setImmediate(() => {
      this.#sending = false;
      void this.#send(this.#waiting.splice(0, STREAMS_AT_ONCE));
    });
  }

  async #send(batch: readonly Asked[]): Promise<void> {
    this.#running += 1;
    this.#sendSoon();
    try {
      const found = await this.#rowsOf(batch);
      batch.forEach(({ answer }, index) => answer(found[index] ?? []));
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
    this.#running -= 1;
    this.#sendSoon();
  }

  async #rowsOf(batch: readonly Asked[]): Promise<readonly (readonly Row[])[]> {
    const [first, ...others] = batch;
    if (first && others.length === 0)
      return [await this.pool.query<Row>(`reading ${first.stream}`, { ...LONE, values: [first.stream, first.from] })];
    const values = [texts(batch.map(({ stream }) => stream)), ints(batch.map(({ from }) => from))];
    const found: Row[][] = batch.map(() => []);
    for (const row of await this.pool.query<[...Row, n: string]>(`reading ${batch.length} streams`, {
      ...MANY,
      values,
    }))
      found[Number(row[7]) - 1]?.push(row as unknown as Row);
    return found;
  }
}
