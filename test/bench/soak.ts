// `npm run soak [MINUTES]`: the built product, every role in one process on its own PostgreSQL, under 200 commands and 20 pages a
// second, come what may (an open loop: whoever is late does not slow down what follows). Ten minutes unless told. Prints one JSON
// object: latencies from the moment at which each was due, and memory minute by minute.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tokensOf } from '../../apps/continuity/src/access/ask-token.js';
import { startChild, type Child } from '../support/child.js';
import { cleanUpWhateverHappens, undoAll, undoAtEnd } from './leftovers.js';
import { median, percentile, progress } from './measure.js';
import { AS_STARTED } from './server.js';

const COMMANDS_A_SECOND = 200;
const PAGES_A_SECOND = 20;
const SEIZED_OF_TEN = 2;
/** A case then has 40 exhibits. */
const COMMANDS_A_CASE = 200;
const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

interface Exhibit {
  readonly caseId: string;
  readonly exhibitId: string;
}

class Soak {
  readonly commands: number[] = [];
  readonly pages: number[] = [];
  readonly failures = new Map<string, number>();
  readonly #exhibits: Exhibit[] = [];
  readonly #run = randomUUID().slice(0, 8).toUpperCase();
  #caseId = '';
  #number = 0;

  readonly #token: ReturnType<typeof tokensOf>;

  constructor(private readonly url: string) {
    this.#token = tokensOf(url);
  }

  async openCase(): Promise<void> {
    const caseId = randomUUID();
    await this.#send('OpenCase', 'okafor', {
      ...{ caseId, operationName: `Soak ${this.#run}`, force: 'Hertfordshire Constabulary' },
      ...{ unit: 'Child Online Safeguarding Team', offenceTypes: ['Fraud'] },
    });
    this.#caseId = caseId;
  }

  /** A seizure, or that a seized exhibit is stored somewhere. */
  async command(): Promise<void> {
    this.#number += 1;
    const number = this.#number;
    if (number % COMMANDS_A_CASE === 0) return this.openCase();
    const known = this.#exhibits[Math.floor(Math.random() * this.#exhibits.length)];
    if (known && number % 10 >= SEIZED_OF_TEN)
      return this.#send('StoreExhibit', 'whitlock', { ...known, location: `Shelf ${number}` });
    const exhibit = { caseId: this.#caseId, exhibitId: randomUUID() };
    await this.#send('SeizeDevice', 'whitlock', {
      ...exhibit,
      ...{ exhibitRef: `SK/${number}`, kind: 'mobile phone', description: 'Black smartphone', power: 'warrant' },
      ...{ from: 'Somebody', sealNumber: `${this.#run}-${number}`, powerState: 'off' },
    });
    this.#exhibits.push(exhibit);
  }

  async page(): Promise<void> {
    // Of those seized a while ago: the read models are behind by milliseconds, and nobody opens what has only just been recorded.
    const { caseId, exhibitId } = this.#exhibits[Math.floor((Math.random() * this.#exhibits.length) / 2)] ?? {};
    const paths = ['/board', `/exhibits/${exhibitId}`, `/cases/${caseId}`, '/outcomes'];
    const path = paths[Math.floor(Math.random() * paths.length)] ?? '/board';
    const authorization = `Bearer ${await this.#token('okafor')}`;
    const answer = await fetch(this.url + path, { headers: { authorization } });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${path.split('/')[1]}: ${answer.status}`);
  }

  async #send(name: string, as: string, facts: object): Promise<void> {
    const authorization = `Bearer ${await this.#token(as)}`;
    const answer = await fetch(`${this.url}/api/commands/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), authorization },
      body: JSON.stringify({ occurredAt: new Date().toISOString(), ...facts }),
    });
    const body = await answer.text();
    if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${body}`);
  }

  /** Begins one piece of work after another, so many a second, and waits for all. */
  async keepUp(aSecond: number, until: number, took: number[], work: () => Promise<void>): Promise<void> {
    const begun = performance.now();
    const open = new Set<Promise<void>>();
    for (let number = 0; ; number += 1) {
      const due = begun + (number * 1_000) / aSecond;
      if (due > until) break;
      if (due > performance.now()) await sleep(due - performance.now());
      const one = work()
        .then(() => void took.push(performance.now() - due))
        .catch((error: unknown) => this.#fail(String(error)))
        .finally(() => open.delete(one));
      open.add(one);
    }
    await Promise.all(open);
  }

  #fail(what: string): void {
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }
}

/** What the process holds in memory, MB: VmRSS of /proc (proc(5)). */
async function memoryOf({ pid }: Child): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

async function soak(minutes: number): Promise<object> {
  const dataDir = await mkdtemp(join(tmpdir(), 'continuity-soak-'));
  undoAtEnd(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const env = { DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', REQUESTS_A_MINUTE: '0' };
  const elsewhere = { DATABASE_URL: undefined, REDIS_URL: undefined, EVENTSTORE_URL: undefined, ROLES: undefined };
  const product = startChild('dist/apps/continuity/src/main.js', {
    nodeArgs: AS_STARTED,
    env: { ...env, ...elsewhere },
  });
  undoAtEnd(() => product.signal('SIGTERM'));
  const [, port] = await product.line(/running at http:\/\/localhost:(\d+)/);
  const run = new Soak(`http://127.0.0.1:${port}`);
  await run.openCase();
  await run.command();

  const until = performance.now() + minutes * MINUTE_MS;
  const load = Promise.all([
    run.keepUp(COMMANDS_A_SECOND, until, run.commands, () => run.command()),
    run.keepUp(PAGES_A_SECOND, until, run.pages, () => run.page()),
  ]);
  const memory: number[] = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    const seen: number[] = [];
    for (const end = performance.now() + MINUTE_MS; performance.now() < end; await sleep(LOOK_EVERY_MS))
      seen.push(await memoryOf(product));
    memory.push(Math.round(median(seen)));
    progress(`minute ${minute}: ${memory.at(-1)} MB, ${run.commands.length} commands, ${run.pages.length} pages`);
  }
  await load;
  const figures = (took: readonly number[]) => ({
    ...{ answered: took.length, p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99) },
  });
  const [third, last] = [memory[2], memory.at(-1)];
  return {
    ...{ when: new Date().toISOString(), minutes, commands: figures(run.commands), pages: figures(run.pages) },
    failures: Object.fromEntries(run.failures),
    memoryMbByMinute: memory,
    lastOverThirdMinute: third && last ? Math.round((last / third) * 100) / 100 : null,
  };
}

cleanUpWhateverHappens();
try {
  console.log(JSON.stringify(await soak(Number(process.argv[2] ?? 10)), null, 2));
} catch (error) {
  console.error('soak:', error);
  process.exitCode = 1;
} finally {
  await undoAll();
}
