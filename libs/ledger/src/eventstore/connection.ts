import { setMaxListeners } from 'node:events';
import { LedgerUnavailable } from '../ledger.js';
import { backOff, pause } from '../pause.js';
import { Client, faultOf, type Fault } from './client.js';
import { type ConnectionString, type Endpoint } from './connection-string.js';

export interface ConnectionOptions {
  readonly to: ConnectionString;
  /** How long an errand is tried for before whoever asked is told that the store is out of reach. */
  readonly patienceMs: number;
  readonly onTrouble: (error: unknown) => void;
}

/** While a server is down, no more than so many clients are made: whoever tries meanwhile shares one. */
const KEPT_FOR_MS = 250;

interface Lease {
  readonly client: Client;
  readonly since: number;
  /** Whether the server has answered on it. */
  worked: boolean;
  users: number;
  retired: boolean;
}

/** A client, and what became of the errand on it. To be given back once. */
export interface Borrowed {
  readonly client: Client;
  giveBack(error?: unknown): void;
}

/**
 * The way to the store. A client that met a lost or hanging server is replaced, which finds the cluster's leader anew, and is let
 * go of when the last errand on it has ended; so is one whose server says that another is the leader.
 */
export class Connection {
  readonly #stop = new AbortController();
  #lease: Lease;

  constructor(private readonly options: ConnectionOptions) {
    this.#lease = this.#connect(options.to.url);
    // Every errand that waits for its next attempt listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  /**
   * Does what may be done twice, again and again while the store is out of reach.
   *
   * @param since when whoever asked began to wait.
   * @throws LedgerUnavailable when patience ends; whatever else would not pass by itself.
   */
  async patiently<T>(doing: string, errand: (client: Client) => Promise<T>, since = Date.now()): Promise<T> {
    let cause: unknown = new Error('others were served first');
    for (let failures = 0; ; failures += 1) {
      if (this.#stop.signal.aborted) throw new LedgerUnavailable(doing, { cause: new Error('closed') });
      if (Date.now() - since > this.options.patienceMs) throw new LedgerUnavailable(doing, { cause });
      const borrowed = this.borrow();
      try {
        const done = await errand(borrowed.client);
        borrowed.giveBack();
        return done;
      } catch (error) {
        borrowed.giveBack(error);
        if (faultOf(error) === 'lasting') throw error;
        cause = error;
        await pause(backOff(failures), this.#stop.signal);
      }
    }
  }

  borrow(): Borrowed {
    const lease = this.#lease;
    lease.users += 1;
    return {
      client: lease.client,
      giveBack: (error) => {
        if (error === undefined) lease.worked = true;
        else this.#replace(lease, error);
        lease.users -= 1;
        this.#letGo(lease);
      },
    };
  }

  close(): void {
    this.#stop.abort();
    this.#retire(this.#lease);
  }

  #replace(lease: Lease, error: unknown): void {
    const fault = faultOf(error);
    if (lease !== this.#lease || lease.retired || fault === 'lasting' || fault === 'slow') return;
    if (fault === 'lost' && !lease.worked && Date.now() - lease.since < KEPT_FOR_MS) return;
    if (lease.worked) this.options.onTrouble(error);
    this.#lease = this.#connect(this.#urlAfter(fault));
    this.#retire(lease);
  }

  #urlAfter(fault: Fault): string {
    const leader: Endpoint | undefined = typeof fault === 'object' ? fault.leader : undefined;
    return leader ? this.options.to.to(leader) : this.options.to.url;
  }

  #connect(url: string): Lease {
    // A third of the patience, so that there is time to find another server, and for an election among them.
    const client = new Client(url, Math.ceil(this.options.patienceMs / 3));
    return { client, since: Date.now(), worked: false, users: 0, retired: false };
  }

  #retire(lease: Lease): void {
    lease.retired = true;
    this.#letGo(lease);
  }

  #letGo(lease: Lease): void {
    if (lease.retired && lease.users === 0) lease.client.close();
  }
}
