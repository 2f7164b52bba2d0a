// `node --import ./test/support/typescript.mjs test/bench/pack-memory.ts [EVENTS]`: builds a disclosure pack of one case of 100,000
// events in a process of its own, with a heap of 400 MB at most, and prints how much memory that process ever had. Figures are
// measured, never demanded.
import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Signer } from '#integrity';
import { buildPack } from '#jobs';
import { migrateSealedLog, openSealedLog, startSealer } from '#sealer';
import { openLedger } from './append.js';
import { history, idOf } from './history.js';
import { cleanUpWhateverHappens, tell, undoAll, undoAtEnd } from './leftovers.js';
import { progress } from './measure.js';
import { fillLedger } from './preload.js';
import { startServer } from './server.js';
import { keysKept } from './timeline.js';

const HISTORY = 'packed history';
const HEAP_MB = 400;

function newKey(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { name: 'bench', publicKey: raw, sign: (message) => Promise.resolve(sign(null, message, privateKey)) };
}

async function prepare(events: number): Promise<void> {
  const server = await startServer();
  const url = await server.database('packed');
  const ledger = await openLedger(url);
  const { keys, keyFor } = await keysKept(url, HISTORY);
  undoAtEnd(() => keys.close());
  await fillLedger(url, history(HISTORY, events, keyFor, Infinity));
  await migrateSealedLog(url);
  const log = {
    info: () => undefined,
    warn: (of: object) => tell('sealer', of),
    error: (of: object) => tell('sealer', of),
  };
  const sealer = await startSealer({ ledger, url, signingKey: newKey(), log, gatherMs: 0 });
  while (sealer.lag().position < events && !sealer.lag().refusal) await new Promise((go) => setTimeout(go, 20));
  await sealer.stop();
  progress(`${events} events of one case are sealed`);
  const folder = await mkdtemp(join(server.folder, 'pack-'));
  const args = [`--max-old-space-size=${HEAP_MB}`, ...process.execArgv, fileURLToPath(import.meta.url), url, folder];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  process.exitCode = await new Promise<number>((done) => child.once('exit', (code) => done(code ?? 1)));
}

async function build(url: string, folder: string): Promise<void> {
  const ledger = await openLedger(url);
  const { keys } = await keysKept(url, HISTORY);
  undoAtEnd(() => keys.close());
  const sealed = openSealedLog(url, (error) => tell('sealed log', error));
  undoAtEnd(() => sealed.close());
  const size = (await sealed.log.checkpoint())?.size ?? 0;
  const by = { id: 'bench', name: 'Bench' };
  const asked = {
    scope: [],
    purpose: 'bench',
    redactions: [],
    includes: [],
    packId: '',
    earlier: [],
    by,
    askedAt: '2026-01-14T05:40:00.000Z',
  };
  const began = performance.now();
  const zip = join(folder, 'pack.zip');
  const { events, bytes } = await buildPack(
    { ...asked, caseId: idOf(HISTORY, 'case', 0), size },
    { ledger, keys, sealedLog: sealed.log, signingKey: newKey(), demonstration: true },
    { folder, zip, report: () => Promise.resolve() },
  );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const maxRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ events, bytes, onDisk: (await stat(zip)).size, seconds, maxRssMiB, heapMb: HEAP_MB }));
}

cleanUpWhateverHappens();
try {
  const [first = '100000', folder] = process.argv.slice(2);
  await (folder === undefined ? prepare(Number(first)) : build(first, folder));
} catch (error) {
  tell('it broke', error);
  process.exitCode = 1;
} finally {
  await undoAll();
}
