import { existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';

/** A record as the double keeps it. */
export interface LogRecord extends ProposedRecord {
  readonly stream: string;
  readonly revision: number;
  /** Of its first byte, as in the real one: increasing, not dense, and nothing can be read from in between. */
  readonly position: number;
  readonly created: Date;
}

export interface ProposedRecord {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export type Outcome =
  | { readonly is: 'success'; readonly revision: number; readonly position: number }
  | { readonly is: 'wrong expected version'; readonly actual: number };

const NONE = -1;
const FIRST_POSITION = 548;
/** What a record takes up beside its data. */
const FRAME = 117;
/** After every third append the store writes a record of its own, as a real one does now and then. */
const OWN_RECORD_EVERY = 3;

/**
 * What the double has stored. It outlives the double, as a disk outlives a server, and several may stand on one, as a cluster.
 * With a file it outlives the process too: an append is one line, written before it is answered.
 */
export class StoreLog {
  readonly records: LogRecord[] = [];
  readonly #streams = new Map<string, LogRecord[]>();
  readonly #watchers = new Set<() => void>();
  #end: number;
  #appends = 0;
  #file: number | undefined;

  constructor(firstPosition = FIRST_POSITION) {
    this.#end = firstPosition;
    this.#write('$users', [own('$UsersInitialized')]);
  }

  /** What an earlier process wrote, if any, and from now on this one. A line that it did not finish was never answered: it goes. */
  static inFile(path: string): StoreLog {
    const log = new StoreLog();
    const written = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = written.slice(0, written.lastIndexOf('\n') + 1);
    for (const line of whole.split('\n').filter(Boolean)) {
      const { stream, proposed } = JSON.parse(line) as { stream: string; proposed: readonly InFile[] };
      log.#write(stream, proposed.map(fromFile));
    }
    if (whole.length < written.length) truncateSync(path, Buffer.byteLength(whole));
    log.#file = openSync(path, 'a');
    return log;
  }

  stream(name: string): readonly LogRecord[] {
    return this.#streams.get(name) ?? [];
  }

  /**
   * Appends if the stream is at `expected`, -1 for an empty one; all or none. As in the real one, ids that stand at that place
   * already are a success, whatever the records say, and nothing is appended; the ids of one's own head are appended once more.
   */
  append(stream: string, expected: number, proposed: readonly ProposedRecord[]): Outcome {
    const there = this.stream(stream);
    const actual = there.length - 1;
    if (expected < actual) {
      const last = there[expected + proposed.length];
      const isRepeated = proposed.every(({ id }, index) => there[expected + 1 + index]?.id === id);
      if (isRepeated && last) return { is: 'success', revision: last.revision, position: last.position };
    }
    if (expected !== actual) return { is: 'wrong expected version', actual };
    const last = this.#write(stream, proposed);
    if (++this.#appends % OWN_RECORD_EVERY === 0) this.#write('$stats-127.0.0.1', [own('$statsCollected')]);
    for (const wake of this.#watchers) wake();
    return { is: 'success', revision: last?.revision ?? NONE, position: last?.position ?? NONE };
  }

  /** As an operator's tool or a projection writes: any stream, no expectation. */
  write(stream: string, record: ProposedRecord): void {
    this.#write(stream, [record]);
    for (const wake of this.#watchers) wake();
  }

  /** The index of the first record at or after a position; undefined when the position lies within a record. */
  indexAt(position: number): number | undefined {
    if (position >= this.#end) return this.records.length;
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.records[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return this.records[low]?.position === position ? low : undefined;
  }

  /** @returns what ends it. */
  watch(wake: () => void): () => void {
    this.#watchers.add(wake);
    return () => this.#watchers.delete(wake);
  }

  #write(stream: string, proposed: readonly ProposedRecord[]): LogRecord | undefined {
    if (this.#file !== undefined)
      writeSync(this.#file, `${JSON.stringify({ stream, proposed: proposed.map(toFile) })}\n`);
    const there = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, there);
    for (const record of proposed) {
      const stored = { ...record, stream, revision: there.length, position: this.#end, created: new Date() };
      this.#end += FRAME + stream.length + record.data.length + record.metadata.length;
      there.push(stored);
      this.records.push(stored);
    }
    return there.at(-1);
  }
}

const own = (type: string): ProposedRecord => ({
  id: crypto.randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from('{}'),
  metadata: Buffer.from(''),
});

type InFile = Omit<ProposedRecord, 'data' | 'metadata'> & { readonly data: string; readonly metadata: string };

const toFile = ({ data, metadata, ...named }: ProposedRecord): InFile => ({
  ...named,
  data: Buffer.from(data).toString('base64'),
  metadata: Buffer.from(metadata).toString('base64'),
});

const fromFile = ({ data, metadata, ...named }: InFile): ProposedRecord => ({
  ...named,
  data: Buffer.from(data, 'base64'),
  metadata: Buffer.from(metadata, 'base64'),
});
