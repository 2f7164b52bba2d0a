import pg from 'pg';
import { EventIdTaken, LedgerUnavailable, type Verdict } from '../ledger.js';
import { backOff, pause } from '../pause.js';
import { AppendQueue, type Waiting } from './append-queue.js';
import { Lane, type EncodedEvent } from './lane.js';
import { mayPass } from './session.js';

/** More than this many waiting appends are turned away: the store is too slow for what is asked, and memory is finite. */
const WAITING_AT_MOST = 10_000;
/** So many go at once if a lane is idle: the server commits them while this process makes up the next. */
const WORTH_A_COMMIT = 16;
const LOOK_EVERY_MS = 250;

export interface GroupCommitOptions {
  readonly url: string;
  readonly lanes: number;
  /** How long an append is tried for before its caller is told that the ledger is out of reach. */
  readonly patienceMs: number;
  readonly onTrouble: (error: unknown) => void;
  readonly onCommit: () => void;
}

/**
 * Commits whatever was asked for while the commits before were under way: no timer, so a lone caller waits for nobody, and
 * many share one flush to disk. With two lanes a batch is made up and sent while the other one is being committed.
 *
 * After a lost connection the same events are sent again: those that were committed answer 'already there'.
 */
export class GroupCommit {
  readonly #queue = new AppendQueue();
  readonly #lanes: readonly Lane[];
  readonly #idle: Lane[];
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #watch: NodeJS.Timeout;
  #closing = false;
  #pumping = false;
  #emptied: (() => void) | undefined;
  #lastTrouble: unknown;

  private constructor(private readonly options: GroupCommitOptions) {
    this.#lanes = Array.from({ length: options.lanes }, () => new Lane(options.url));
    this.#idle = [...this.#lanes];
    this.#watch = setInterval(() => this.#giveUpOverdue(), LOOK_EVERY_MS).unref();
  }

  static async open(options: GroupCommitOptions): Promise<GroupCommit> {
    const groupCommit = new GroupCommit(options);
    try {
      await Promise.all(groupCommit.#lanes.map((lane) => lane.open()));
      return groupCommit;
    } catch (error) {
      await groupCommit.close();
      throw error;
    }
  }

  append(stream: string, events: readonly EncodedEvent[]): Promise<Verdict> {
    const doing = `appending to ${stream}`;
    if (this.#closing) throw new LedgerUnavailable(doing, { cause: new Error('closed') });
    if (this.#queue.size >= WAITING_AT_MOST) throw new LedgerUnavailable(doing, { cause: new Error('overloaded') });
    let bytes = 0;
    for (const { data, metadata } of events) bytes += data.length + metadata.length;
    return new Promise((answer, fail) => {
      this.#queue.add({ stream, events, bytes, since: Date.now(), answer, fail });
      this.#pumpSoon();
    });
  }

  /** Ends when every append that waits has its answer. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#queue.size > 0) await new Promise<void>((emptied) => (this.#emptied = emptied));
    clearInterval(this.#watch);
    this.#stop.abort();
    await Promise.all(this.#running);
    await Promise.all(this.#lanes.map((lane) => lane.cut()));
  }

  /**
   * Not for each at once: what else is asked for in this turn of the event loop goes along. And while one lane commits, another
   * takes up only what is worth a commit of its own: few large commits cost less than many small ones.
   */
  #pumpSoon(): void {
    if (this.#idle.length === 0) return;
    if (this.#queue.ready >= WORTH_A_COMMIT) return this.#pump();
    if (this.#pumping || this.#idle.length < this.#lanes.length) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#queue.ready > 0) {
      const lane = this.#idle.pop();
      if (!lane) return;
      const run = this.#run(lane, this.#queue.take()).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  async #run(lane: Lane, batch: readonly Waiting[]): Promise<void> {
    const isWell = await this.#commit(lane, batch);
    if (!isWell) await this.#reopen(lane);
    this.#idle.push(lane);
    this.#pumpSoon();
  }

  /** @returns false when the lane is lost; what it was to commit waits again. */
  async #commit(lane: Lane, batch: readonly Waiting[]): Promise<boolean> {
    let verdicts: readonly Verdict[];
    try {
      verdicts = await lane.commit(batch, this.#idle.length === this.#lanes.length - 1);
    } catch (error) {
      return mayPass(error) ? this.#lose(batch, error) : this.#refuse(lane, batch, error);
    }
    batch.forEach((append, index) => {
      const verdict = verdicts[index];
      if (verdict) append.answer(verdict);
      this.#settle(append);
    });
    this.options.onCommit();
    return true;
  }

  #lose(batch: readonly Waiting[], error: unknown): false {
    this.#lastTrouble = error;
    this.#queue.putBack(batch);
    this.options.onTrouble(error);
    return false;
  }

  /** One of a batch cannot be stored, and so nothing of it was. Which one it is shows when each goes alone. */
  async #refuse(lane: Lane, batch: readonly Waiting[], error: unknown): Promise<boolean> {
    const [append, ...others] = batch;
    if (append && others.length === 0) {
      const isTaken = error instanceof pg.DatabaseError && error.constraint === 'events_id';
      append.fail(isTaken ? new EventIdTaken(append.stream, { cause: error }) : (error as Error));
      this.#settle(append);
      return true;
    }
    for (const [index, alone] of batch.entries()) {
      if (await this.#commit(lane, [alone])) continue;
      this.#queue.putBack(batch.slice(index + 1));
      return false;
    }
    return true;
  }

  #settle(append: Waiting): void {
    this.#queue.settle(append);
    if (this.#queue.size === 0) this.#emptied?.();
  }

  async #reopen(lane: Lane): Promise<void> {
    await lane.cut();
    for (let failures = 0; !this.#stop.signal.aborted; failures += 1) {
      await pause(backOff(failures), this.#stop.signal);
      try {
        return await lane.open();
      } catch (error) {
        this.#lastTrouble = error;
        this.options.onTrouble(error);
      }
    }
  }

  #giveUpOverdue(): void {
    const now = Date.now();
    for (const append of this.#queue.overdue(now - this.options.patienceMs))
      append.fail(new LedgerUnavailable(`appending to ${append.stream}`, { cause: this.#lastTrouble }));
    if (this.#queue.size === 0) this.#emptied?.();
    for (const lane of this.#lanes) if (lane.busyForMs(now) > this.options.patienceMs / 2) void lane.cut();
  }
}
