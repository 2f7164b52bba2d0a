import { setTimeout as sleep } from 'node:timers/promises';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { caseStream, exhibitStream } from '#custody';
import { type RecordedEvent } from '#integrity';
import { askToken } from '../../apps/continuity/src/access/ask-token.js';
import { startChild, type Child } from '../support/child.js';
import { medianLoad } from './append-rates.js';
import { openLedger } from './append.js';
import { type Order } from './command-load.js';
import { begin, caseOpened, deviceSeized, exhibitIdOf, idOf, recorder } from './history.js';
import { undoAtEnd } from './leftovers.js';
import { progress, rounded, type Load } from './measure.js';
import { fillLedger } from './preload.js';
import { AS_STARTED, type Server } from './server.js';

const CONNECTIONS = 32;
const HISTORY = 'commands';
const EXHIBITS_A_CASE = 1_000;
const PRODUCT = 'dist/apps/continuity/src/main.js';
const LOAD = 'test/bench/command-load.ts';
const CAUGHT_UP_WITHIN_MS = 60_000;

/** Whole HTTP commands, a second. */
export interface CommandLoads {
  /** Every command is the first about its exhibit: what happened to it must be read from the ledger. */
  readonly cold: Load;
  /** The same exhibits again: the process has what happened to them in hand. */
  readonly warm: Load;
}

export interface CommandFigures {
  /** Pages and API in a process that has the machine to itself, as emmett has: what is recorded is projected afterwards. */
  readonly alone: CommandLoads;
  /** Projectors, sealer and worker are at work on the same cores: what is recorded is projected and sealed at once. */
  readonly besideProjections?: CommandLoads;
}

export interface CommandPlan {
  readonly repeats: number;
  /** How many are stored in a repeat, cold and then warm. */
  readonly exhibits: number;
  readonly warmUp: number;
  /** Whether to measure beside the other roles too. */
  readonly besideProjections: boolean;
}

/** The built product on a database and a data folder of its own; exhibits are stored through its API by another process. */
export async function measureCommands(
  server: Server,
  { repeats, exhibits, warmUp, besideProjections }: CommandPlan,
): Promise<CommandFigures> {
  const url = await server.database('commands');
  const ledger = await openLedger(url);
  const half = warmUp + repeats * exhibits;
  const seizures = besideProjections ? 2 * half : half;
  await fillLedger(url, seized(seizures));
  const dataDir = join(server.folder, 'product');
  progress(`${seizures} exhibits seized; the product stores them, ${CONNECTIONS} connections`);

  const web = await startProduct('web', url, dataDir);
  const [, port] = await web.line(/running at http:\/\/localhost:(\d+)/);
  const address = `http://127.0.0.1:${port}`;
  const stored = async (from: number, product: readonly Child[]): Promise<CommandLoads> => {
    const repeat = Array.from({ length: repeats }, (_, number) => ({
      from: from + warmUp + number * exhibits,
      exhibits,
    }));
    const phases = [{ from, exhibits: warmUp }, ...repeat.flatMap((phase) => [phase, phase])];
    return storedBy(
      { url: address, history: HISTORY, exhibitsACase: EXHIBITS_A_CASE, connections: CONNECTIONS, phases },
      product,
    );
  };
  const beside = async () => {
    const others = await startProduct('projector,worker', url, dataDir);
    await others.line(/Continuity is running/, CAUGHT_UP_WITHIN_MS);
    await caughtUp(address, await ledger.head());
    const loads = await stored(half, [web, others]);
    told('commands beside projections', loads);
    await others.signal('SIGTERM');
    return loads;
  };
  const alone = await stored(0, [web]);
  told('commands', alone);
  const figures: CommandFigures = besideProjections ? { alone, besideProjections: await beside() } : { alone };
  await web.signal('SIGTERM');
  return figures;
}

const told = (what: string, { cold, warm }: CommandLoads) =>
  progress(`${what}: ${rounded(cold.perSecond)}/s; of exhibits in hand: ${rounded(warm.perSecond)}/s`);

async function storedBy(order: Order, product: readonly Child[]): Promise<CommandLoads> {
  const load = startChild(LOAD, { args: [JSON.stringify(order)] });
  undoAtEnd(() => load.kill());
  const all = [load, ...product];
  const { code } = await Promise.race(all.map(({ exit }) => exit));
  if (code !== 0 || !load.stdout.endsWith('\n'))
    throw new Error([`The load ended in ${code}:`, ...all.map(({ output }) => output)].join('\n'));
  const [, ...phases] = load.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Load);
  const every = (remainder: number) => medianLoad(phases.filter((_, phase) => phase % 2 === remainder));
  return { cold: every(0), warm: every(1) };
}

function* seized(exhibits: number): Generator<RecordedEvent> {
  const record = recorder(() => new Uint8Array(32)); // nothing personal is recorded
  for (let number = 0; number < exhibits; number += 1) {
    const caseNumber = Math.floor(number / EXHIBITS_A_CASE);
    const caseId = idOf(HISTORY, 'case', caseNumber);
    if (number % EXHIBITS_A_CASE === 0) yield record(begin(caseStream({ caseId }), caseId), caseOpened(caseNumber));
    const stream = exhibitStream({ exhibitId: exhibitIdOf(HISTORY, number) });
    const { facts, ...told } = deviceSeized(number, `HC-${number}`, '');
    // From whom stays out: a projector asks for the key of each anew that there is none of.
    yield record(begin(stream, caseId), { ...told, facts: { ...facts, from: undefined, fromPersonId: undefined } });
  }
}

/** As where many work at once: the web in a process of its own, so that its one thread answers and nothing else. */
async function startProduct(roles: string, databaseUrl: string, dataDir: string): Promise<Child> {
  const folder = join(dataDir, roles);
  await mkdir(folder, { recursive: true });
  const env = { DATABASE_URL: databaseUrl, DATA_DIR: folder, MASTER_KEY_FILE: join(dataDir, 'master.key') };
  const child = startChild(PRODUCT, {
    nodeArgs: AS_STARTED,
    env: { ...env, REQUESTS_A_MINUTE: '0', PORT: '0', HOST: '127.0.0.1', ROLES: roles, EVENTSTORE_URL: undefined },
  });
  undoAtEnd(() => child.kill());
  return child;
}

/** Until what was there before is projected: the load shall find the product at rest. */
async function caughtUp(url: string, position: number): Promise<void> {
  const deadline = Date.now() + CAUGHT_UP_WITHIN_MS;
  const headers = { authorization: `Bearer ${await askToken(url, 'whitlock')}` };
  for (;;) {
    const { status } = await fetch(`${url}/api/exhibits/${exhibitIdOf(HISTORY, 0)}?at=${position}`, { headers });
    if (status === 200) return;
    if (Date.now() > deadline) throw new Error(`The read models did not reach position ${position}: ${status}`);
    await sleep(100);
  }
}
