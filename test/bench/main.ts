// `npm run bench [-- --quick]`: measures the product beside its peers, all on one PostgreSQL and in one run, and prints one JSON
// object on standard output; progress goes to standard error. `npm run bench -- integrity` measures sealing and verifying alone,
// `-- commands` whole commands; `-- search` searching and `-- looks` what recording a look costs, which a quick run of everything
// leaves out. Figures are measured, never demanded: it fails only when broken.
import { migrateReadModels } from '#read-models';
import { CALLERS, measureAppends, medianLoad } from './append-rates.js';
import { emmettAppender, openLedger } from './append.js';
import { measureCommands } from './command.js';
import { history } from './history.js';
import { integritySection, measureIntegrity } from './integrity.js';
import { cleanUpWhateverHappens, tell, undoAll, undoAtEnd } from './leftovers.js';
import { progress } from './measure.js';
import { dropIndexes, fillLedger, multiplyLedger } from './preload.js';
import { measureLooks } from './look.js';
import { measureRebuild, startRebuilds } from './rebuild.js';
import { commandSection, lookSection, report, searchSection } from './report.js';
import { measureSearch } from './search.js';
import { commitLatencyMs, startServer, type Server } from './server.js';
import { keysKept, measureTimelines, multiplyEntries } from './timeline.js';

const HISTORY = 'history';
/** So many are recorded one by one; what else a ledger needs is copied from them. */
const RECORDED = 12_500;
const REBUILT = 200_000;
const MANY = 1_000_000;

const QUICK = {
  appends: { repeats: 2, loadMs: 250 },
  rebuild: { repeats: 1, events: REBUILT },
  timeline: { blocks: 4, history: HISTORY },
  commands: { repeats: 1, exhibits: 2_000, warmUp: 3_000, besideProjections: false },
  integrity: { sealed: 20_000, packed: 30_000, repeats: 3, leaves: 30_000 },
  search: { exhibits: 100_000, rounds: 10 },
  looks: { rounds: 200 },
};
const WHOLE: typeof QUICK = {
  appends: { repeats: 5, loadMs: 3_000 },
  rebuild: { repeats: 3, events: REBUILT },
  timeline: { blocks: 20, history: HISTORY },
  commands: { repeats: 3, exhibits: 15_000, warmUp: 5_000, besideProjections: true },
  integrity: { sealed: REBUILT, packed: REBUILT, repeats: 10, leaves: MANY },
  search: { exhibits: MANY, rounds: 60 },
  looks: { rounds: 1_000 },
};

async function bench(plan: typeof QUICK): Promise<object> {
  const server = await startServer();
  progress(`PostgreSQL ${server.version} runs`);
  if (process.argv.includes('integrity'))
    return integritySection(await measureIntegrity(server, plan.integrity), undefined);
  const searched = () => measureSearch((name) => server.database(name), plan.search);
  if (process.argv.includes('search')) return searchSection(await searched());
  if (process.argv.includes('looks')) return lookSection(await measureLooks(server, plan.looks));
  if (process.argv.includes('commands')) return commandsBesideEmmett(server, plan);
  const commitMs = await commitLatencyMs(await server.database('commits'));

  const url = await server.database('large');
  const ledger = await openLedger(url);
  const rebuilds = startRebuilds(url);
  await dropIndexes(url);
  const { keys, keyFor } = await keysKept(url, HISTORY);
  undoAtEnd(() => keys.close());
  await fillLedger(url, history(HISTORY, RECORDED, keyFor));
  await migrateReadModels(url);
  await measureRebuild(url, rebuilds.again, { events: RECORDED, repeats: 2 }); // programs are compiled
  await multiplyLedger(url, { events: RECORDED, times: REBUILT / RECORDED, json: 'kept' });
  progress(`${REBUILT} events are in the ledger`);
  const rebuild = await measureRebuild(url, rebuilds.again, plan.rebuild);
  await rebuilds.end();

  const larger = { events: REBUILT, times: MANY / REBUILT };
  await Promise.all([
    multiplyLedger(url, { ...larger, json: 'left out' }),
    multiplyEntries(url, { ...larger, shown: RECORDED }),
  ]);
  progress(`${MANY} events are in the ledger, and as many entries in the timelines`);
  const timeline = await measureTimelines(url, keys, plan.timeline);
  const appends = await measureAppends(server, { url, ledger }, plan.appends);
  const commands = await measureCommands(server, plan.commands);
  const integrity = integritySection(await measureIntegrity(server, plan.integrity), appends.ours.perSecond);
  const besides =
    plan === WHOLE ? { search: searchSection(await searched()), looks: await measureLooks(server, plan.looks) } : {};
  const postgres = server.version;
  return report({ postgres, commitMs, rebuild, timeline, appends, commands, integrity, ...besides });
}

/** emmett before and after, since nothing of the product may run beside it. */
async function commandsBesideEmmett(server: Server, { appends, commands }: typeof QUICK): Promise<object> {
  const emmett = await emmettAppender(server);
  const load = () => emmett.load(CALLERS, 2 * appends.loadMs);
  await load();
  const before = await load();
  const ours = await measureCommands(server, { ...commands, besideProjections: true });
  return commandSection(ours, medianLoad([before, await load()]));
}

cleanUpWhateverHappens();
try {
  const result = await bench(process.argv.includes('--quick') ? QUICK : WHOLE);
  console.log(JSON.stringify(result, null, 2));
} catch (error) {
  tell('it broke', error);
  process.exitCode = 1;
} finally {
  await undoAll();
}
