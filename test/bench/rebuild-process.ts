// `rebuild-process.ts URL`: rebuilds the read models of a database as often as it is told to, and tells each time how long it took. A
// process of its own, so that it has what `npm run rebuild` gives Node, and the thread that it has.
import { isMainThread, Worker } from 'node:worker_threads';
import { copyOutBeside, rebuild } from '#read-models';
import { openLedger } from './append.js';

async function rebuildWhenTold(url: string): Promise<void> {
  const reader = new Worker(new URL(import.meta.url));
  const ledger = await openLedger(url);
  const again = async () => process.send?.(await rebuild({ ledger, url, ledgerUrl: url, reader }));
  process.on('message', () => void again());
  process.once('disconnect', () => process.exit());
}

if (isMainThread) await rebuildWhenTold(process.argv[2] ?? '');
else copyOutBeside();
