import pg from 'pg';
import { definitionOf, isLook, UnknownEventType } from '#custody';
import { aborted, pause, type Ledger, type LedgerEvent, type Position } from '#ledger';
import { exhibitOf, suspectOf } from '../kernel/told.js';
import { announce, type Moved } from './announce.js';
import { lowest, migrateReadModels, Overtaken, readCheckpoints, type Checkpoints } from './checkpoints.js';
import { connect } from './connection.js';
import { applyPage } from './page.js';
import { projections as every } from './projections.js';
import { rebuild, type RebuildOptions } from './rebuild.js';
import { dropUnused, hasLease, holdInUse, schemaOf } from './schema.js';

/** Where the projector writes what it does; pino's logger is one. It is given no facts of events. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface ProjectorOptions extends RebuildOptions {
  readonly ledger: Ledger;
  readonly log: Log;
  /** Events in a page at most; 1,000 unless told. */
  readonly pageSize?: number;
  /** More events than this behind, read models are built anew by COPY instead of page by page; 5,000 unless told. */
  readonly farBehind?: number;
  /** Carries out what applies a page, once; for who measures it. */
  readonly watch?: (page: readonly LedgerEvent[], apply: () => Promise<void>) => Promise<void>;
}

export interface Lag {
  /** False while another process has the lease. */
  readonly leads: boolean;
  readonly position: Position;
  readonly head: Position;
  /** What keeps it from going on; null while nothing does. */
  readonly trouble: string | null;
}

export interface Projectors {
  /** Ends after the page in hand. */
  stop(): Promise<void>;
  /** How far the read models have come, and the ledger. @throws when the ledger or the read models are out of reach. */
  lag(): Promise<Lag>;
}

const LOOK_FOR_LEASE_EVERY_MS = 500;
const TRY_AGAIN_AFTER_MS = 500;
const FAR_BEHIND = 5_000;

/**
 * The server ends the leader's connection, and so its lease, when it hears nothing for 3 s: from a process that was killed,
 * that hangs, or whose machine vanished without a goodbye. Another takes over within another half second.
 */
const SILENCE_ENDS_THE_LEASE = `SET idle_session_timeout = '3s'; SET idle_in_transaction_session_timeout = '3s'`;
const SIGN_OF_LIFE_EVERY_MS = 500;
/** A server that answers nothing for so long is gone, or gone over to another machine: the connection is made anew. */
const ANSWER_WITHIN_MS = 30_000;
/** A page costs some fifteen statements, whatever is in it: the more came at once, the longer the next one gathers. */
const GATHER_MS_AN_EVENT = 2;
const GATHER_AT_MOST_MS = 100;
/** As many as come in one round of gathering under the heaviest load: who is behind does not rest. */
const LARGE_PAGE = 800;

/**
 * Follows the ledger and keeps the read models up to date. Of several processes that do, one holds the lease and the others
 * wait for it; should two believe that they hold it, the checkpoints let each event be applied once all the same. Versions of
 * the code that shape their read models differently have each a leader, and tables, of their own: `schemaOf`.
 *
 * All read models move together, a page in one commit: no page of the site contradicts another. An event that this version
 * does not know stops them all, loudly, until it is replaced by one that does.
 */
export function startProjectors(options: ProjectorOptions): Promise<Projectors> {
  const projector = new Projector(options);
  return Promise.resolve({ stop: () => projector.stop(), lag: () => projector.lag() });
}

class Projector {
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  readonly #schema: string;
  #leads = false;
  #trouble: string | null = null;

  constructor(private readonly options: ProjectorOptions) {
    this.#schema = schemaOf(options.projections ?? every);
    this.#ended = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async lag(): Promise<Lag> {
    const { url, ledger, projections = every } = this.options;
    const client = await connect(url, 'read models lag', this.#schema);
    try {
      const position = lowest(await readCheckpoints(client, projections));
      return { leads: this.#leads, position, head: await ledger.head(), trouble: this.#trouble };
    } finally {
      await client.end();
    }
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        // The lease is the connection that writes: who lost the one cannot do the other.
        const client = await connect(this.options.url, 'projector', this.#schema, {
          answerWithinMs: ANSWER_WITHIN_MS,
        });
        try {
          await this.#lead(client);
        } finally {
          this.#leads = false;
          await client.end().catch(() => undefined);
        }
      } catch (error) {
        this.#meet(error);
        await this.#pause(TRY_AGAIN_AFTER_MS);
      }
    }
  }

  async #lead(client: pg.Client): Promise<void> {
    // What a crash of the server takes back, rows and checkpoint together, is applied again: nothing waits for the disk.
    await client.query('SET synchronous_commit = off');
    await client.query(SILENCE_ENDS_THE_LEASE);
    await holdInUse(client, this.#schema);
    while (!(await hasLease(client, this.#schema))) {
      await this.#pause(LOOK_FOR_LEASE_EVERY_MS);
      if (this.#stop.signal.aborted) return;
    }
    this.#leads = true;
    this.options.log.info({ schema: this.#schema }, 'leads the read models');
    const { url, projections = every } = this.options;
    const signs = setInterval(() => void giveSignOfLife(client), SIGN_OF_LIFE_EVERY_MS);
    try {
      await migrateReadModels(url, projections);
      await this.#buildIfFarBehind(client);
      await this.#dropUnused(client);
      await this.#follow(client, await readCheckpoints(client, projections));
    } finally {
      clearInterval(signs);
    }
  }

  async #buildIfFarBehind(client: pg.Client): Promise<void> {
    const { ledger, projections = every, farBehind = FAR_BEHIND, log } = this.options;
    const reached = lowest(await readCheckpoints(client, projections));
    if ((await ledger.readAll(reached, farBehind + 1)).length <= farBehind) return;
    log.info({ schema: this.#schema }, 'read models far behind: building them anew');
    const { events, milliseconds } = await rebuild(this.options);
    log.info({ schema: this.#schema, events, milliseconds }, 'read models built anew');
  }

  async #dropUnused(client: pg.Client): Promise<void> {
    const dropped = await dropUnused(client, this.#schema);
    if (dropped.length > 0) this.options.log.info({ schemas: dropped }, 'dropped read models that no version uses');
  }

  /** Applies page after page until told to stop, overtaken, or the connection is lost. */
  async #follow(client: pg.Client, checkpoints: Checkpoints): Promise<void> {
    const { ledger, names, pageSize, watch = (_page, apply) => apply() } = this.options;
    let reached = checkpoints;
    let lost = false;
    const over = new AbortController();
    client.once('end', () => over.abort((lost = true)));
    const subscription = ledger.subscribe(
      lowest(reached),
      async (page) => {
        const known = untilUnknown(page);
        try {
          await watch(known, async () => void (reached = await applyPage(client, reached, known, names)));
        } catch (error) {
          if (error instanceof Overtaken) over.abort();
          throw error;
        }
        await announce(client, { position: lowest(reached), ...whatMoved(known) }).catch(() => undefined);
        const unknown = page[known.length];
        if (unknown) throw new UnknownEventType(`${unknown.type} of schema ${unknown.schema}`, 'the read models');
        this.#trouble = null;
        if (page.length < LARGE_PAGE) await this.#pause(Math.min(GATHER_AT_MOST_MS, page.length * GATHER_MS_AN_EVENT));
      },
      { ...(pageSize === undefined ? {} : { pageSize }), onTrouble: (error) => this.#meet(error) },
    );
    await aborted(AbortSignal.any([over.signal, this.#stop.signal]));
    await subscription.stop();
    if (lost) throw new Error('The projector lost its connection');
  }

  #meet(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#trouble = error instanceof Error ? error.message : String(error);
    this.options.log.warn({ err: error }, 'read models: trying again');
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, this.#stop.signal);
  }
}

async function giveSignOfLife(client: pg.Client): Promise<void> {
  try {
    await client.query('SELECT');
  } catch (error) {
    // What the server refuses, it at least answered.
    if (!(error instanceof pg.DatabaseError)) await client.end().catch(() => undefined);
  }
}

/** A page up to the first event that this version does not know. */
function untilUnknown(page: readonly LedgerEvent[]): readonly LedgerEvent[] {
  const unknown = page.findIndex(({ type, schema }) => schema > (definitionOf(type)?.schema ?? 0));
  return unknown < 0 ? page : page.slice(0, unknown);
}

/** The cases, exhibits and suspects that a page is about; an exhibit's event changes what its case's page shows too. */
function whatMoved(page: readonly LedgerEvent[]): Pick<Moved, 'about' | 'quiet'> {
  if (page.length > 0 && page.every(({ type }) => isLook(type))) return { quiet: true };
  const ids = new Set(page.flatMap((event) => [event.caseId, exhibitOf(event) ?? '', suspectOf(event) ?? '']));
  ids.delete('');
  return { about: [...ids] };
}
