import { setTimeout as after } from 'node:timers/promises';
import type pg from 'pg';
import { START, type Position } from '#ledger';
import { channelOf, heard, type Moved } from '../drivers/announce.js';
import { connect } from '../drivers/connection.js';
import { projections } from '../drivers/projections.js';
import { holdInUse, SCHEMA } from '../drivers/schema.js';

/** Announcements may be lost: whoever waits looks this often by itself. */
const LOOK_EVERY_MS = 200;
const LISTEN_AGAIN_AFTER_MS = 500;

const NAMES = projections.map(({ name }) => name);

/** Hears how the read models move on, and waits for them. */
export class Movement {
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(moved: Moved) => void>();
  readonly #ended: Promise<void>;
  #client: pg.Client | undefined;
  #reached: Position = START;

  constructor(
    private readonly url: string,
    private readonly pool: pg.Pool,
    private readonly onTrouble: (error: unknown) => void,
  ) {
    this.#ended = this.#run();
  }

  onMove(listener: (moved: Moved) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** See `ReadModels.waitFor`. */
  async waitFor(position: Position, withinMs: number): Promise<boolean> {
    const until = Date.now() + withinMs;
    while (this.#reached < position && (await this.look()) < position) {
      const left = until - Date.now();
      if (left <= 0 || this.#stop.signal.aborted) return false;
      await this.#moved(Math.min(left, LOOK_EVERY_MS));
    }
    return true;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#client?.end().catch(() => undefined);
    await this.#ended;
  }

  /** The position that every read model has come to. */
  async look(): Promise<Position> {
    const { rows } = await this.pool.query<{ position: Position }>(
      'SELECT coalesce(min(position), 0) AS position FROM checkpoints WHERE projection = ANY($1)',
      [NAMES],
    );
    return (this.#reached = rows[0]?.position ?? START);
  }

  /** Until the next announcement, or so many milliseconds. */
  async #moved(ms: number): Promise<void> {
    const enough = new AbortController();
    const quiet = this.onMove(() => enough.abort());
    await after(ms, undefined, { signal: AbortSignal.any([enough.signal, this.#stop.signal]) }).catch(() => undefined);
    quiet();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#listen();
      } catch (error) {
        this.onTrouble(error);
      }
      await after(LISTEN_AGAIN_AFTER_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #listen(): Promise<void> {
    const client = await connect(this.url, 'read models listen', SCHEMA);
    this.#client = client;
    const lost = new Promise((done) => client.once('end', done));
    client.on('notification', ({ payload }) => this.#hear(heard(payload)));
    await holdInUse(client, SCHEMA);
    await client.query(`LISTEN ${channelOf(SCHEMA)}`);
    // What was said while nobody listened: anything may have moved.
    this.#hear({ position: await this.look() });
    if (this.#stop.signal.aborted) await client.end();
    await lost;
  }

  #hear(moved: Moved | undefined): void {
    if (!moved) return;
    this.#reached = moved.position;
    for (const listener of [...this.#listeners]) listener(moved);
  }
}
