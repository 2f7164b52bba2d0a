import { type ServerWritableStream, type ServiceError } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  faults,
  nameOf,
  recordResponse,
} from './messages.js';
import { type LogRecord, type StoreLog } from './store-log.js';

/** Both as in the real one: records looked at together, and those of a live subscription that may wait to be sent. */
const PAGE = 32;
const LIVE_AT_MOST = 32;

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;
type Position = NonNullable<ReturnType<ReadReq.Options.AllOptions['getPosition']>>;

/** A filtered catch-up subscription to $all: what is stored first, then live, and dropped if it does not keep up. */
export class Subscription {
  readonly #live: LogRecord[] = [];
  readonly #matches: (record: LogRecord) => boolean;
  readonly #checkpointEvery: number;
  #next: number;
  #considered = 0;
  #isLive = false;
  #isSending = false;
  #ended = false;
  #failure: ServiceError | undefined;
  /** Goes on sending, once the consumer has room. */
  #go: (() => void) | undefined;
  readonly #stopWatching: () => void;

  constructor(
    private readonly log: StoreLog,
    private readonly call: ReadCall,
    private readonly told: { record(): void; checkpoint(): void; ended(subscription: Subscription): void },
  ) {
    const options = call.request.getOptions();
    const filter = options?.getFilter();
    const regex = new RegExp(filter?.getStreamIdentifier()?.getRegex() ?? '');
    this.#matches = ({ stream }) => regex.test(stream);
    this.#checkpointEvery = PAGE * (filter?.getCheckpointintervalmultiplier() ?? 1);
    this.#next = this.#startAfter(options?.getAll()?.getPosition());
    this.#stopWatching = log.watch(() => this.#appended());
    call
      .on('drain', () => this.#go?.())
      .on('cancelled', () => this.#end())
      .on('close', () => this.#end());
    void this.#run();
  }

  /** As when the consumer is too slow. */
  drop(): void {
    this.#failure ??= faults.tooSlow();
    void this.#sendLive();
  }

  /** The record at the place, or the first after it, was seen already: a subscription goes on behind it. */
  #startAfter(position: Position | undefined): number {
    if (!position) return 0;
    const index = this.log.indexAt(Number(position.getCommitPosition()));
    if (index === undefined) {
      this.#failure = faults.inHandler();
      return this.log.records.length;
    }
    return Math.min(index + 1, this.log.records.length);
  }

  async #run(): Promise<void> {
    if (this.#failure) return this.#fail(this.#failure);
    let isConfirmed = false;
    while (this.#next < this.log.records.length && !this.#ended) {
      const page = this.log.records.slice(this.#next, this.#next + PAGE);
      if (!isConfirmed) await this.#send(confirmationResponse());
      isConfirmed = true;
      const [first] = page;
      let [commit, prepare] = [first?.position ?? 0, 0];
      for (const record of page.filter(this.#matches)) {
        await this.#sendRecord(record);
        [commit, prepare] = [record.position, record.position];
      }
      this.#next += page.length;
      await this.#considers(page.length, commit, prepare);
    }
    if (!isConfirmed) await this.#send(confirmationResponse());
    this.#isLive = true;
    await this.#send(caughtUpResponse());
    this.#appended();
  }

  #appended(): void {
    if (!this.#isLive || this.#failure) return;
    for (; this.#next < this.log.records.length && !this.#failure; this.#next += 1) {
      const record = this.log.records[this.#next];
      if (record && this.#live.length === LIVE_AT_MOST) this.#failure = faults.tooSlow();
      else if (record) this.#live.push(record);
    }
    void this.#sendLive();
  }

  async #sendLive(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let record = this.#live.shift(); record && !this.#ended; record = this.#live.shift()) {
      if (this.#matches(record)) await this.#sendRecord(record);
      await this.#considers(1, record.position, record.position);
    }
    this.#isSending = false;
    if (this.#failure) this.#fail(this.#failure);
  }

  #sendRecord(record: LogRecord): Promise<void> {
    this.told.record();
    return this.#send(recordResponse(record));
  }

  async #considers(count: number, commit: number, prepare: number): Promise<void> {
    this.#considered += count;
    if (this.#considered < this.#checkpointEvery) return;
    this.#considered %= this.#checkpointEvery;
    this.told.checkpoint();
    await this.#send(checkpointResponse(commit, prepare));
  }

  async #send(response: ReadResp): Promise<void> {
    if (this.#ended || this.call.write(response)) return;
    await new Promise<void>((go) => (this.#go = go));
  }

  #fail(error: ServiceError): void {
    if (this.#ended) return;
    this.#end();
    this.call.emit('error', error);
  }

  #end(): void {
    this.#ended = true;
    this.#go?.();
    this.#stopWatching();
    this.told.ended(this);
  }
}

/** A read with an end: of a stream or of $all, forwards or backwards. */
export function read(log: StoreLog, call: ReadCall): readonly LogRecord[] | ServiceError | { notFound: string } {
  const options = call.request.getOptions();
  const atMost = Number(options?.getCount() ?? 0);
  const stream = options?.getStream();
  if (stream) {
    const name = nameOf(stream.getStreamIdentifier());
    const records = log.stream(name);
    const from = stream.hasRevision() ? Number(stream.getRevision()) : 0;
    return records.length === 0 ? { notFound: name } : records.slice(from, from + atMost);
  }
  const all = options?.getAll();
  const position = all?.getPosition();
  const index = position ? log.indexAt(Number(position.getCommitPosition())) : all?.hasEnd() ? log.records.length : 0;
  if (index === undefined) return faults.noRecordThere();
  const isBackwards = options?.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
  return isBackwards
    ? log.records.slice(Math.max(0, index - atMost), index).reverse()
    : log.records.slice(index, index + atMost);
}
