import type pg from 'pg';
import { type Bell } from '../bell.js';
import { backOff, pause } from '../pause.js';
import { type PatientPool } from './patient-pool.js';
import { connect } from './session.js';

const CHANNEL = 'continuity_ledger';
/** At most this often, or telling of commits would cost as much as the commits. */
const SPACING_MS = 10;

/**
 * Tells other processes that something was committed. After the commit and apart from it: a NOTIFY inside would take a lock
 * that is one for the whole server and hold it while the commit is flushed. A word that is lost costs a reader the wait until
 * it looks by itself.
 */
export class Announcer {
  #due = false;
  #busy = false;

  constructor(private readonly pool: PatientPool) {}

  announce(): void {
    this.#due = true;
    if (!this.#busy) void this.#tell();
  }

  async #tell(): Promise<void> {
    this.#busy = true;
    while (this.#due) {
      this.#due = false;
      await this.pool
        .once({ text: `BEGIN; SET LOCAL synchronous_commit = off; NOTIFY ${CHANNEL}; COMMIT` })
        .catch(() => undefined);
      await pause(SPACING_MS);
    }
    this.#busy = false;
  }
}

/** Rings a bell at each announcement; and after each connection made, because what was said before it went unheard. */
export function listen(url: string, bell: Bell, onTrouble: (error: unknown) => void): { stop(): Promise<void> } {
  const stop = new AbortController();
  let client: pg.Client | undefined;

  const run = async () => {
    for (let failures = 0; !stop.signal.aborted; failures += 1) {
      try {
        client = await connect(url, 'ledger listen');
        const lost = new Promise<void>((done) => client?.once('end', done));
        client.on('notification', () => bell.ring());
        await client.query(`LISTEN ${CHANNEL}`);
        failures = 0;
        bell.ring();
        if (stop.signal.aborted) break;
        await lost;
      } catch (error) {
        onTrouble(error);
      }
      await pause(backOff(failures), stop.signal);
    }
    await client?.end().catch(() => undefined);
  };

  const ended = run();
  return {
    stop: async () => {
      stop.abort();
      await client?.end().catch(() => undefined);
      await ended;
    },
  };
}
