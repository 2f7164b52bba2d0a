import { postgresLedger, type Ledger } from '#ledger';
import { appenderOf, emmettAppender, floor, type Appender } from './append.js';
import { history } from './history.js';
import { median, progress, rounded, type Load } from './measure.js';
import { findPgbench } from './pgbench.js';
import { fillLedger, makeUsed, multiplyLedger } from './preload.js';
import { type Server } from './server.js';

export const CALLERS = 32;
export const FEW = 10_000;
/** So many of the few are recorded one by one. */
const RECORDED = 2_500;
/** In so many pieces small and large ledgers are compared, in turn: the machine gives more at one moment than at the next. */
const TURNS = 5;

/** Appends of one event to a new stream, a second; p99 in ms. */
export interface AppendFigures {
  /** On a ledger of 10,000 events, as `alone` is. */
  readonly ours: Load;
  /** Beside each other in short turns, in which neither comes to what it does alone. */
  readonly at10k: Load;
  readonly at1M: Load;
  readonly emmett: Load;
  /** pgbench's bare INSERT; null without pgbench. */
  readonly floor: number | null;
  readonly oursAlone: Load;
  readonly emmettAlone: Load;
}

/**
 * Everybody in turn, again and again, at 32 callers and at one, on one server; medians. Nobody's first turn counts: programs are
 * compiled and files laid out in it. What was loaded before is written out, so that nobody's disk is busy with it.
 */
export async function measureAppends(
  server: Server,
  many: { readonly url: string; readonly ledger: Ledger },
  { repeats, loadMs }: { repeats: number; loadMs: number },
): Promise<AppendFigures> {
  const program = await findPgbench();
  const bare = program === undefined ? undefined : await floor(server, program);
  const emmett = await emmettAppender(server);
  const ofMany = appenderOf(many.ledger);
  await makeFew(server);
  const loads = { ours: [], emmett: [], oursAlone: [], emmettAlone: [], at10k: [], at1M: [] } as Record<string, Load[]>;
  const floors: number[] = [];
  await server.writeOut();
  await makeUsed(many.url);
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    const load = async (name: string, appender: Appender, callers: number, ms = loadMs) => {
      const measured = await appender.load(callers, repeat === 0 ? ms / 3 : ms);
      if (repeat > 0) loads[name]?.push(measured);
    };
    // A new one each time: the loads before have made the last one larger.
    const few = await postgresLedger({ url: await server.database(`few_${repeat}`, 'few') });
    const ofFew = appenderOf(few);
    await load('ours', ofFew, CALLERS);
    await load('emmett', emmett, CALLERS);
    if (bare && repeat > 0) floors.push(await bare(CALLERS, loadMs / 1000));
    await load('oursAlone', ofFew, 1);
    await load('emmettAlone', emmett, 1);
    await few.close();
    const next = await postgresLedger({ url: await server.database(`next_few_${repeat}`, 'few') });
    for (let turn = 0; turn < TURNS; turn += 1) {
      await load('at10k', appenderOf(next), CALLERS, loadMs / TURNS);
      await load('at1M', ofMany, CALLERS, loadMs / TURNS);
    }
    await next.close();
  }
  const of = (name: string): Load => medianLoad(loads[name] ?? []);
  const figures = {
    ...{ ours: of('ours'), emmett: of('emmett'), floor: bare ? median(floors) : null },
    ...{ oursAlone: of('oursAlone'), emmettAlone: of('emmettAlone') },
    ...{ at10k: of('at10k'), at1M: of('at1M') },
  };
  const told = Object.entries(loads).map(([name]) => `${name} ${rounded(of(name).perSecond)}`);
  progress(`appends a second: ${[...told, `floor ${figures.floor ? rounded(figures.floor) : 'unknown'}`].join(', ')}`);
  return figures;
}

/** The database `few`: a ledger of 10,000 events. */
async function makeFew(server: Server): Promise<void> {
  const url = await server.database('few');
  await (await postgresLedger({ url })).close();
  await fillLedger(
    url,
    history('few', RECORDED, () => new Uint8Array(32).fill(1)),
  );
  await multiplyLedger(url, { events: RECORDED, times: FEW / RECORDED, json: 'kept' });
}

export const medianLoad = (loads: readonly Load[]): Load => ({
  perSecond: median(loads.map(({ perSecond }) => perSecond)),
  p50Ms: median(loads.map(({ p50Ms }) => p50Ms)),
  p99Ms: median(loads.map(({ p99Ms }) => p99Ms)),
});
